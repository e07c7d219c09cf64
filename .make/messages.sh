#!/bin/sh
# Collect the bot's own words from the code into the catalogues: new messages come untranslated, those gone are dropped.
#   sh .make/messages.sh PYBABEL
# Errors are translated by their templates (bot/languages/errors.py): their classes are keywords, and `template` and `Wording`.
# The command line speaks English.
set -eu
cd "$(dirname "$0")/.."
catalogues=bot/languages/catalogues
template=$(mktemp)
trap 'rm -f "$template"' EXIT
"$1" -q extract --no-default-keywords -k tr -k trn:1,2 -k rich -k marked -k marked_plural:1,2 \
    -k BadInput -k UnusableArticle -k FetchFailed -k Wording -k UnusableQuestion -k AlreadyInThatState -k CannotUndo -k template --ignore-dirs cli --no-location --sort-output \
    --project "On Record" --version "" --copyright-holder "the On Record authors" -o "$template" bot retrieval storage
for language in sr uk de; do
    case $language in sr) locale=sr_Latn ;; *) locale=$language ;; esac
    file="$catalogues/$language.po"
    if [ -e "$file" ]; then
        "$1" -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i "$template" -o "$file" -l "$locale"
    else
        "$1" -q init -i "$template" -o "$file" -l "$locale"
    fi
done
