#!/bin/sh
# Collect the bot's own words from the code into the catalogues: new messages come untranslated, those gone are dropped.
#   sh .make/messages.sh PYBABEL
set -eu
cd "$(dirname "$0")/.."
catalogues=bot/languages/catalogues
template=$(mktemp)
trap 'rm -f "$template"' EXIT
"$1" -q extract --no-default-keywords -k tr -k trn:1,2 -k rich -k marked -k marked_plural:1,2 --no-location --sort-output \
    --project "On Record" --version "" --copyright-holder "the On Record authors" -o "$template" bot
for language in sr uk de; do
    case $language in sr) locale=sr_Latn ;; *) locale=$language ;; esac
    file="$catalogues/$language.po"
    if [ -e "$file" ]; then
        "$1" -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i "$template" -o "$file" -l "$locale"
    else
        "$1" -q init -i "$template" -o "$file" -l "$locale"
    fi
done
