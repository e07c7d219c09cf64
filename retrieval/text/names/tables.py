"""Small tables of words around names.  Everything that follows from a word's form or use is decided elsewhere."""

from __future__ import annotations

from retrieval.text.normalize import STOPWORDS

# Words before a name that are not part of it.
TITLES = frozenset(
    """president premier prime minister ambassador chancellor senator secretary general mr mrs ms miss dr sir lord
    lady king queen prince princess pope governor mayor judge justice professor prof representative
    congressman congresswoman captain colonel major lieutenant sergeant officer director chairman chairwoman
    chief executive spokesman spokeswoman spokesperson analyst analysts foreign defence defense interior
    vice deputy former minister-president leader coach speaker commissioner attorney sheriff reverend bishop
    archbishop rabbi imam sen rep gov gen col capt lt sgt adm rev hon councilwoman councilman councillor
    councilor alderman inspector prosecutor detective lawmaker dame baroness baron viscount countess earl
    duke duchess sheikh ayatollah mullah cardinal adv advocate supt superintendent insp constable cllr pres
    amb""".split()
)
# Titles that are surnames just as often: "Charlie King", "Mr. Pope".
TITLES_AND_NAMES = frozenset(
    "king bishop pope prince major judge queen lord baron earl duke cardinal constable justice".split()
)
# Abbreviated roles.  They come before a name or after it, and alone they are nobody's name.
ROLE_ABBREVIATIONS = frozenset("mp mps mep meps msp msps pm ceo cfo coo cto md vp gp gps qc kc ag dj djs phd".split())
SUFFIXES = frozenset("jr sr ii iii iv v vi vii viii xiv xvi".split())
# Words before a surname that belong to it: "de Blasio", "von der Leyen".
PARTICLES = frozenset("de da di del della der den dos du van von bin ibn al el la ten ter".split())
MONTHS_AND_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)
# Of these the first word of a name may be one: "June Hale", "Will Harper"; or the last: "Hassan Said".
GRAMMAR_AND_NAMES = frozenset("will april may june august said".split())
# Words capitalised by grammar or the calendar, not as names.
NOT_NAMES = (
    STOPWORDS
    | MONTHS_AND_DAYS
    | frozenset(
        """yes no however meanwhile although since inside outside instead according asked both each every earlier later
        last next most several many some two three four five six seven eight nine ten q a yet still even here thus hence
        despite during among amid unlike unless until while whilst whether perhaps maybe indeed instead nevertheless
        nonetheless moreover furthermore finally first second third ultimately recently today yesterday tomorrow tonight
        everything anything nothing something everyone anyone someone everybody nobody though i'll i've i'd i'm it's
        that's there's don't we're they're you're let's suddenly sadly previous never well following like
        those under former another neither either often currently initially using when whereas apart aside
        besides""".split()
    )
)
# Verbs that headlines capitalise too: "Obama Says Trump …".
HEADLINE_VERBS = frozenset(
    """says said calls called tells told asks asked warns warned vows vowed claims claimed urges urged slams slammed
    blasts blasted speaks spoke goes gets could would should""".split()
)
# "the Bank of England", "the Center for Strategic and International Studies": the words after it are part of the name.
INSTITUTIONS = frozenset(
    """academy agency association authority bank board bureau center centre chamber college commission committee council
    court department faculty federation foundation house institute institution ministry office school society
    university organisation organization trust fund directorate secretariat tribunal""".split()
)
# "Iron and Steel Co": the last words of firms.
FIRM_ENDS = frozenset("co corp inc ltd plc llc corporation".split())
# Somebody's people or party: "the Scot", "Tory Owen Fenwick".
DEMONYMS = frozenset(
    """afghan african albanian algerian american angolan arab argentine argentinian armenian asian australian
    austrian bahraini bangladeshi basque belarusian belgian bolivian bosnian brazilian briton british
    bulgarian burmese cambodian cameroonian canadian catalan chilean chinese colombian congolese corsican
    croat croatian cuban cypriot czech dane danish dutch ecuadorian egyptian english eritrean estonian
    ethiopian european fijian filipino finn finnish french georgian german ghanaian greek haitian
    hungarian icelander indian indonesian iranian iraqi irish israeli italian ivorian jamaican japanese
    jordanian kazakh kenyan korean kosovan kurd kuwaiti latvian lebanese liberian libyan lithuanian
    macedonian malaysian maltese mexican moldovan mongolian moroccan nepali nigerian norwegian omani
    pakistani palestinian paraguayan persian peruvian pole polish portuguese qatari romanian russian
    rwandan samoan saudi scot scottish senegalese serb serbian sikh singaporean slovak slovene slovenian
    somali spaniard spanish sudanese swede swedish swiss syrian taiwanese tanzanian thai tongan tunisian
    turk turkish ugandan ukrainian uruguayan uzbek venezuelan vietnamese welsh yemeni zambian zimbabwean
    californian texan londoner parisian tory tories conservative labour liberal democrat republican""".split()
)
# Parties whose members are called otherwise: "Labour said".
PARTIES = frozenset({"labour"})
# What people are called for short, with the words of the full name.  More come from initials: "AOC".
NICKNAMES = {
    "bojo": ("boris", "johnson"),
    "bibi": ("benjamin", "netanyahu"),
    "lula": ("luiz", "silva"),
    "mbs": ("mohammed", "salman"),
    "dubya": ("george", "bush"),
    "arnie": ("arnold", "schwarzenegger"),
    "fergie": ("alex", "ferguson"),
    "madiba": ("nelson", "mandela"),
    "evita": ("eva", "peron"),
}
