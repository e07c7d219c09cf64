"""Word forms that are finite verbs in news: data, printed by `retrieval.fitting.verb_tables`."""

from __future__ import annotations

# At least half of their occurrences are finite verbs.
MOSTLY_FINITE = frozenset(
    """accounted accused accuses acknowledged acted added addressed adds admire admitted affects agree agreed agrees
    aims allows am amounted announced answered apologized appeared appears applaud applauded applied appreciated
    appreciates approached are argue argued argues arose arrived articulated asks assailed assaulted asserted
    assumed assumes ate attacked attended avoided await backed backs bagged bailed balked beamed bears beats
    became becomes began begins belies believe believed believes belong belonged bemoaned betrayed blamed
    blasted blasts blows boasted boasts booed boomed bothered bothers bought bounced bragged breached brings
    broke brought brushed builds burned burst called came campaigned can canceled cannot cared cares carried
    carries caucused caused cautioned celebrated chanted checked cheered chose cite cited cites claimed climbed
    clinched coined collapsed comes commanded commented compares competed complained complicate comprise
    conceded conclude concluded concludes condemned confessed conflicted congratulated considers consists
    constitutes contended continued continues contributed converted could covers cracked crashed creates
    crippled criticised criticized crossed damaged dates decided decides declared declares declined declines
    decreased decried defended defies delivered delivers demurred denied denies denounced depends descend
    described describes deserve deserved deserves did died dies differ differed disagree disagreed disagrees
    disappeared discussed disliked dispatched displayed disrupted distanced does doubled doubles doubted
    downplayed draws drew drives dropped drops drove dug earned earns echoed echoes eked elevated emailed
    embarked embodied embraces emerged emphasized emphasizes employs enabled encountered encourages ended
    endorsed ends endured enjoyed enjoys ensured entails entered enters envisioned erupted escalated escorted
    exaggerated exchanged executed existed exists expect expects expired explained explains explore expressed
    extends faces fail fails fairways falls fared favors feared featured feeds feel feels fell felt fielded
    finds finished fits flared fled flew flipped flirted flocked flowed focuses followed follows foresee forgot
    formed forwarded forwards found framed freed gained garnered gathers gave gets gilded gives goes got gotta
    grabbed grew grows guess had hailed happened happens has hates have helped helps hid highlighted highlights
    hinted hits holds honours hope hoped hopes hosted hugged hung ignores imagined implied incites include
    included includes indicate indicated indicates inherited initiated insist insisted insists intend intends
    interjected interrupted investigated involves is joined joins joked jumped keeps kept kicked knew knocked
    know knows lacked lacks lags lamented laments landed lashed laughed launched lays leads lean leaned leans
    learned leaves led lets leveled lied lifted liked likened likes lined listened lived looked looks looms
    loses lost loves maintains makes managed manages marks may meandered means meant meets mentioned mentions
    merits met might misjudged missed misses misstated mocked moved must need needs negotiated netted noted
    notes noticed obscured observed occupied occurred occurs offered offers opened opens operates oppose opposes
    opted ordered ought outlined outnumber outweighs oversaw oversees owes owns participated passed passes
    paused paved pays peaked performed persist pitched planted played plays pleaded pledges pointed portrayed
    pose poses posted poured praised praises precedes predicted predicts prefer prefers prepares presented
    presents presided pressured prevailed prevails proceeded produces promised prompted pronounced propelled
    proposes proved proves provides pulled punched punctuated purchased pursues pushes puts qualify questioned
    raced railed raised raises rallied ramped ran ranked ratcheted reaches reacted reacts reads realised rebuked
    recalled received receives recites recognizes recounted referenced referred refers reflected reflects refuse
    refused refuses regretted reined reiterated rejected relies remained remains remarked remembered remembers
    reminded reminds renovated reopened replaced replaces replied reported represented represents requires
    resigned resonated responded responds rests resulted retains returned retweeted revealed reveals reversed
    revoked rip ripped rolled rose rounded ruled runs rushed said sat saved saw says scooped scored scrambles
    scrutinize sealed searched secured seeks seemed seems sees sends sent served serves sets sewed shall shifted
    shook should shouted showed shows shrugged sided signals signed singled sits slammed slid slipped slowed
    snagged soared solidified sought sounded sounds sparked sparred speaks specializes speculated spends spoke
    spotted staged staked stands starred started starts stated stayed stays stepped stirred stood stopped
    stressed stripped struck studied stumbled submitted succeeded succeeds sucks suffered suggest suggested
    suggests supported supports suppose surged survived swept switched takes talked taped taught teaches teamed
    tells tend tended tends thank thanked think thinks thought threatens threw thrived ticked tipped told took
    topped touched touted tracks trailed trails traveled tried tries tripped trounced turned turns tweeted
    uncovered undermines underscore underscored underscores understands understood unfolded unloaded unraveled
    urged urges uses ushered vary violate violates visited voiced volunteered voted vowed vows waited walked
    walks want wanted wants warned warns was watched watches waved weighed welcomed went were will wins wish
    withdrew witnessed won wondered wore worked works would writes wrote yanked yelled yielded""".split()
)

# A twentieth are, or a tenth are verbs without an ending: the word before decides.
SOMETIMES_FINITE = frozenset(
    """abandon abandoned abolish accelerate accelerated accept accepted access accessed accompanied accomplish
    accomplished accounts accuse achieve achieved acknowledge act activated acts adapt add addicted address
    addresses adjust administered admit adopt adopted advance advanced advances advertised advise advised
    advocate advocated advocates affect affirm afford aged aid aim aimed air aired alienate align allay alleged
    allied allow allowed alter amounts amplify angered announce answer answers anticipated apologize appeal
    appear apply appoint appointed appreciate approach approaches approve approved arm armed arranged arrest
    arrested arrive ask asked assembled assert assess assigned assist assuage assume assure assured attached
    attack attempt attempted attempts attend attract attracted attributed authorized avoid awarded awards awe
    backfire bag balance ban banned bans bar bargain bars bases bash bathed battered battled be bear beat become
    beef begin bend benefit benefited bet billionaires bind bio bite bits blame blanket blast block blocked
    blocks blog blow blunt boast bolster bomb booked boost boosted boroughs borrow borrowed bother bound bow
    boycott brace brag branch branded breach break breaks briefed bring bristled broadcast broadcasts broaden
    broker browse brushes buck build built bump buoyed burdens burn burns bury buy buys call calls calm cancel
    cancelled cap capitalize caps captain capture captured care carry carve cast catch cater caucuses caught
    cause cease celebrate cement centers cents chairs challenge challenged challenges champion championed
    champions change changed changes characterized charge charged chart charts chase chat cheated check cheer
    cheers choose circle claim claims clarify clash clashed clean cleared click clinch close closed clubhouse
    coalesce collapse collect collected combat combine combined come comedian comfort command comment commit
    committed communicate compare compared compelled compete compiled complain complete completed comply
    compromise compromised con concede condemn condition conduct conducted confirm confirmed confront confronted
    connect connected consider considered consolidate constrained consulted consumer contacted contain contained
    continue contradict contrasts contribute control controlled controls convince convinced cool cooperate cope
    correct cost costs count counted counter cover covered crack crafted crash create created credits cripple
    crisscross criticize critiques crop cross crosses crowds crown crush crushed cry curb cure cut cuts damage
    damned darn deadlocked deal deals dealt debated debut decide declare dedicated deemed default defeat
    defeated defend defied define defined defund delay delayed deleted deliver demand demanded demands
    demonstrate demonstrated dent deny depend depended deploy deployed deport deprive derail deregulation
    derided describe destroy destroyed detail detained detect deter determine determined develop developed
    devoted dial dictate dictated die dig diminish diminished dipped directed disappear disavow disavowed
    disclose disclosed discount discounted discover discovered discuss dislike dismantle dismiss dismissed
    dispel display displays dispute disputed disputes disqualify disrespect disrupt dissent distance distinguish
    distinguished distract distribute distributed distrusted divide divided divides divorce do doctor documented
    dominate dominated donate donated doom dot double doubt dovish download draft drag dragged draped draw dream
    dressed drink drive drop drum dry dubbed duck dude dumb dump dwell earn ease eat echo eclipse edged
    elaborate elect elevate eliminate elise embody embrace embraced emerge emphasize employed empower enable
    enact encounter encourage encouraged end endorse endorses energize engage engaged engineer engineered
    enhance enjoy ensure enter entertain entitled equate eradicate erase eroded erupt escape establish
    established estimate estimated estimates exact examine examined exceed exceeded excite excuse execute exempt
    exercise exile exist expand expanded expected expel experienced explain explode exploit exploited export
    exports expose exposed express extend extended extort face faced faded failed fall faltered famed fare fast
    favor favored fear fears feature features feed fight fights figure file filed fill filled finance financed
    find finish finishes fired fires fit fix fixed flag flare flawed flesh flip floated flood flourish flung fly
    focus focused fold follow force forced forecast forge forget fork form forms formulate foster fought founded
    frame freeze frustrated fuel fueled fulfill function fund funded gain galvanized gather gathered gays
    generate generated get giants gillibrand give go govern governed grab graduate graduated grafted grant
    granted grasp greeted grounded grow guarantee guaranteed guard guide guided gunned hack hacked hail halt
    halted hammered hamstring hand handed handle handled happen harbor harm harness hate head headed heads heal
    hear heard heated heed held help hide highlight hints hire hired hires hit hold honor honour hop hopefuls
    hosts housemates huffpollster humble hurt identified identify ignore ignored igor imagine implement
    implemented imply import imports impose imposed improve improved incite incorporate increase increased
    increases indict influence informed injured insecure insert inserted inspire inspired install installed
    instructed insult integrate intended intensified inter interact interfere intervene interviewed introduce
    introduced invented invest invested investigate invited involve involved iron isolate issued join jokes jump
    justify keep kick kid kill killed knock label labeled laid land laugh launch lay lead leak leaked leap learn
    lease leave lectures left lent let leverage levy lick lie lies lift like limit limited link linked listed
    listen lists lit live lives lobbied lobby lock locked log logged look lose love loved lower lure made
    maintain maintained make manage mandated mandates manipulate map mark marked married mask master match
    matched matches materialized matter matters max maximize mean measure measured meet mention merge mess
    minimize mirror miss mitigate mix moan mobilize moderates mold monitor motivated mount mourn move moves
    murder murdered muscle name named narrow navigate needed negotiate nominate nominated nonwhite note notice
    objects obtain obtained occasion occupy occur offer offset open operate operatives opposed opt organize
    organized oust outfit outsize outsource overcome overhaul overlap overlooked overpromise oversee
    overshadowed overtake overthrow overturn overturned overwhelmed owe owned packed paid paint panic
    participate pass passionate pattern pause pay peel perform persuade persuaded phase pick picked picks pile
    piled pin pitches pivoted placed plague planned plans play pledge pledged plot plummeted plunged pm podcast
    point points poised polled pop populists portray posed positioned practice praise pray predict preferred
    prepare prepared present preserve pressed pressure presume prevail prevent prevented preview print printed
    prioritize prizes proceed proceeds produce produced prohibited project projected promise promises promote
    prompt prop propel propose proposed prosecute prosecuted protect protected prove provide provided provoke
    publish published pull punch punish punished purchase pursue pursued push pushed put quarantine queries
    quiet quit quote quoted quotes radicalized raise raked rallies rally range ranges rank rankings ranks rated
    ratify rattled re reach reached react read realdonaldtrump realize reassure reboot rebound rebuffed rebuild
    rebuke recall receive reclaim recognise recognised recognize recognized recommend recommended reconditioned
    reconsider recorded recover recovered recruit reduce reduced reference refine reflect refrain refute regard
    regarded regards register registered regret regulate rein reinstate reject relate release released relied
    rely remain remake remarks remember remind remove removed render renew renewed rent reopen repair repeal
    repeat repeated replace replay replicate reply reports represent republish repudiate requested requests
    require required rescue rescued resemble reserved reset reshape resign resist resolve resolved resonate
    respect respected respects respond rest restore restrict restructure result resume resurrected retain
    retained rethink retire retired return returns reveal reverse review reviewed revised revisit revive revolt
    reward rewards ride ridicule ring rise rises risks roar robocall roiled roll root rooted round route rows
    rule run rush sacrifice salt sanctioned satisfied satisfy save say scale scare scheduled score scores
    scramble scrap scratch screened screw screwed scripts scuttle seal search searches seated secure see seed
    seek seem seize seized select selected sell send sentenced serve set settle settled seventh shake shame
    shape share shared shares sharpened shattered shell shelter shield shift shifts shocked shoot shop shore
    shot shout show showcase shrink shrug shut shuttle shy sidelined sign signal signaled signs simplify singles
    sink sit skate skewed slam slams slated sleep slip slots slow smash smear smile smooth snap soften sold
    soldier solicit solidify solve sound soured sow spam spawned speak speculate spell spend spent spiked spill
    spin split sponsor sponsored spot spread sprinkled spur spy squeeze stacked stall stamp stand standby stars
    start stay steal steer stem step stick stimulate stir stop stops storm strain stream strengthen stress
    stretch stretches strike strikes strip struggle struggled struggles stuck studies study submit subscribe
    succeed sue sued suffer suit summon sums supplied support supposed surface surfaced surge surpass surprise
    surprised surrogates surrounded surveyed survive suspect suspected suspects suspend suspended sustain
    sustained swap swapped sway swing swipes switch tack tackle take talk talks tap tapped target targets
    tarnish teach tear tell temper test tested testify thread threaten threatened thrilled thrive throw thrust
    thwart tie tied tighten tip titled tods tolerate track tracked traded traffic train trained trample transfer
    transform transformed translate trash travel travels treat treated trick trigger trips triumph trust trusted
    try tune turmedia turn tweet tweets unaligned uncontrolled undercut underestimate underestimated
    undergraduates undermine understand undo unify unite unleash unleashed unqualified unravel unveil unveiled
    unyielding update upended upload upset urge use used uttered values veto view viewed views violated visit
    visitors void volunteer vote votes wait wake walk warm warn warrant wash waste wasted watch watchdog wave
    waves weaken wear weigh welcome wheels whistle win wind wishes withdraw witness wonder work worried worries
    worry wound wounded wrap wrapped wreck write yell yield zone""".split()
)
