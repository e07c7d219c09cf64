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

# A tenth are, or they are mostly verbs without an ending: the word before decides.
SOMETIMES_FINITE = frozenset(
    """abandon abandoned abolish accelerate accelerated accept accepted accessed accompanied accomplish accomplished
    accounts accuse achieve acknowledge activated adapt add addicted address adjust administered admit adopt
    adopted advance advances advertised advise advised advocated advocates affect affirm afford aim aired
    alienate allay alleged allow allowed alter amounts amplify angered announce answers anticipated apologize
    appear apply appoint appointed appreciate approaches approve approved arranged arrive ask asked assembled
    assert assess assigned assist assuage assume assure assured attached attempted attempts attend attract
    attracted attributed authorized avoid awarded backfire ban banned bans bars bases bathed battered battled be
    bear beat become begin bend benefit benefited bet billionaires bind bio bits blame blast block blocked
    blocks boast bolster booked boost boosted boroughs borrow borrowed bother bow boycott brag branch branded
    break briefed bring bristled broadcasts broaden broker browse brushes buck build built buoyed burdens burn
    burns bury buy buys calls cancel cancelled capitalize caps capture captured carry carve cast catch cater
    caught cause celebrate cents chairs challenged championed champions change changed characterized charged
    charts chase cheated check cheer choose claim claims clarify clash clashed cleared click clinch closed
    coalesce collect collected combat combine combined come comment commit communicate compare compared
    compelled compete compiled complain completed comply compromised concede condemn conduct conducted confirm
    confirmed confront confronted connect consider considered consolidate constrained consulted contacted
    contain contained continue contradict contrasts contribute controlled controls convince convinced cooperate
    cope costs counter cover covered crack crafted create created credits cripple crisscross criticize critiques
    crop crosses crush crushed cry curb cure cut damned darn deadlocked dealt debated decide declare deemed
    default defeat defeated defend defied define defined defund delayed deleted deliver demanded demonstrate
    demonstrated deny depend depended deploy deployed deport deprive derail derided describe destroy destroyed
    detained detect deter determine determined develop developed devoted dial dictate dictated die dig diminish
    diminished dipped directed disappear disavow disavowed disclose disclosed discount discounted discover
    discovered discuss dislike dismantle dismiss dismissed dispel display displays disputed disputes disqualify
    disrespect disrupt dissent distinguish distinguished distract distribute distributed distrusted divides do
    documented dominate dominated donate donated doubt dovish download draft drag dragged draped draw dressed
    drink drive drop drum dry dubbed dump dwell earn ease eat echo eclipse edged elaborate elect elevate
    eliminate embody embrace embraced emerge emphasize employed empower enable enact encourage encouraged
    endorse endorses energize engage engaged engineer engineered enhance enjoy ensure enter entertain entitled
    equate eradicate erase eroded erupt escape establish established estimate estimated estimates examine
    examined exceed exceeded excite execute exercise exist expand expanded expected expel experienced explain
    explode exploit exploited expose exposed express extend extended extort face faced faded failed faltered
    famed fare favor favored fear fears features feed fight fights figure filed fill financed find finishes
    fired fires fit fix fixed flare flesh flip floated flourish flung fly focus focused follow forced forecast
    forge forget fork forms formulate foster fought founded frame fueled fulfill function gain galvanized gather
    gathered gays generate generated get giants give go govern governed grab graduate graduated grafted greeted
    grounded grow guaranteed guard guided gunned hacked halt halted hammered handed handle handled happen harbor
    harm harness hate headed heads heal hear heard heed held help hide highlight hints hire hired hires hit hold
    honour hop hosts housemates huffpollster humble hurt identified identify ignore ignored imagine implement
    implemented imply impose imposed improve incite incorporate increase increased increases indict informed
    injured insecure insert inserted inspire inspired install installed instructed integrate intended
    intensified interact interfere intervene interviewed introduce introduced invented invest invested
    investigate invited involve isolate issued join jokes jump justify keep kill killed knock labeled laid laugh
    lay leak leaked learn lease leave lectures left lent let lie lies lift limit limited listed listen lists lit
    live lives lobbied lobby lock locked logged look lose love loved lure made maintain maintained make manage
    mandated mandates manipulate marked married matched matches materialized matters maximize mean measured meet
    mention merge minimize mirror miss mitigate moan mobilize moderates monitor motivated mount mourn move moves
    murdered named navigate needed negotiate nominate nonwhite note objects obtain obtained occupy occur offer
    offset operate opposed opt organize oust outsize outsource overcome overlooked overpromise oversee
    overshadowed overtake overturn overturned overwhelmed owe packed paid paint participate pass pay perform
    persuade persuaded pick picked picks pile piled pitches pivoted placed planned plans play pledged plot
    plummeted plunged polled populists portray posed positioned pray predict preferred prepare prepared present
    preserve pressed presume prevail prevent prevented printed prioritize prizes proceed proceeds produce
    produced prohibited projected promises promote prompt prop propel propose proposed prosecute prosecuted
    protect protected prove provide provided provoke publish published pull punish punished pursue pursued push
    pushed put queries quit quoted quotes radicalized raise raked range ranges rankings ranks rated ratify
    rattled reach reached react read realdonaldtrump realize reassure rebound rebuffed rebuild recall receive
    reclaim recognise recognised recognize recognized recommend recommended reconditioned reconsider recorded
    recover recovered recruit reduce reduced refine reflect refrain refute regard regarded regards register
    regret regulate rein reinstate reject relate release released relied rely remain remember remind remove
    removed render renew renewed reopen repair repeal repeat repeated replace replicate reports represent
    republish repudiate requested require required rescue rescued resemble reshape resign resist resolve
    resolved resonate respects respond restore restrict restructure resurrected retain retained rethink retire
    retired return returns reveal reverse reviewed revised revisit revive reward rewards ridicule rises risks
    roar roiled roll rooted rows run sanctioned satisfied satisfy save say scores scramble scrap scratch
    screened screw screwed scripts scuttle searches seated secure see seek seem seize seized select selected
    sell send sentenced serve set settle settled shake shape share shared shares sharpened shattered shield
    shifts shocked shoot shore shot shout show showcase shrink shut shy sidelined signal signaled simplify
    singles sink sit skate skewed slams slated sleep slip slots slow smooth snap soften sold solicit solidify
    solve sound soured sow spawned speak speculate spell spend spent spiked spill spin split sponsored spread
    sprinkled spur spy squeeze stacked stall stand standby stars start stay steal steer stem stick stimulate
    stir stop stops strengthen stretches strikes struggle struggled struggles stuck studies submit subscribe
    succeed sue sued suffer suit summon sums supplied surfaced surpass surrounded surveyed survive suspect
    suspected suspects suspend suspended sustain sustained swapped sway swipes switch tack tackle take talk
    talks tap tapped targets tarnish teach tear tell tested testify thread threaten threatened thrilled thrive
    throw thrust thwart tied tighten titled tods tolerate tracked traded traffic trained trample transfer
    transform transformed translate trash travels treat treated trick trigger trips trusted try turmedia turn
    unaligned uncontrolled undercut underestimate underestimated undergraduates undermine understand undo unify
    unite unleash unleashed unqualified unravel unveil unveiled update upended upload upset urge use used
    uttered veto view viewed views violated vote wait walk warn warrant waste wasted watch watchdog weaken wear
    weigh welcome wheels win wishes withdraw wonder work worries worry wound wounded wrap wrapped write yell
    yield""".split()
)
