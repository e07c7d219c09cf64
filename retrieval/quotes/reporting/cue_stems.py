"""Stems of verbs that report in news, and of those that do not: data, printed by `retrieval.fitting.verb_tables`."""

from __future__ import annotations

# Of their occurrences as verbs, an eighth introduce a clause or a quotation, or a third report anything at all.
REPORTING = frozenset(
    """accord accus acknowledg acquiesc ad admit adopt advocat agoniz agre alleg allud anger announc answer anticipat
    apologiz appear append applaud approv argu aros articulat ask assail assert assertion assum assumption assur
    assuranc attribut auction author backpedal balk bank bark beam believ bemoan betrai bibl bigot bil blam blar
    blast bludgeon boast boom border brag brand bristl broadcast broadsid brush cal calculat caution challeng
    chant characteriz charg chid chim churn circulat cit cl claim clarifi clarify coin comment complain
    complaint conced conceiv conclud condemn confes confess confid confirm congratulat contend continu convinc
    credit cri criticis criticiz dawn debat declar declin decri dedicat deem defend deflect delv demand
    demonstrat demur deni denounc depict deplor derid describ design designat detail determin devot disapprov
    disavow disclos discus discuss dismis dismiss disparag display disput distanc diverg document doubt downplay
    dub dwel echo email embitter emphasiz endors entitl envision estimat evinc exasperat exclaim exemplify
    exhort expect explain explor expres express extol fear figur fixat float forecast forese foreshadow forgot
    forgotten forward found fum gleam gloat gloss grous gues hail heap herald hesitat highlight hint hop horrifi
    hung identifi illustrat impassion impli implor imply impress indicat inform infuriat insinuat insist
    interject interpret issu ized jab jeer jok knew known label lambast lament lash laud laugh launch lay learn
    lectur liken list loudli maintain mandat mention minc mock mouth mul mus mystifi nam nicknam nod not notic
    nyt oblig observ offer opin oppos order outlin outset persist persuad pictur pin piss pivot plead pledg
    point pointedli pok ponder portrai portray posit position post pounc prais predict prefer present press
    pressur proclaim profess promis pronounc propos protest publiciz publish pump punctuat push queri question
    quip quot rail rattl read reaffirm realiz reason rebuff rebuk rebut recal recapitulat recit reckon recogniz
    recommend reconsider recount refer referenc refus refut reiterat reject relish remark remind reneg renew
    renounc repeat replai repli report reportedli repris repudiat request resent respond retaliat retort retweet
    reveal revil revisit ridicul rul rupt sai said savag say scoff scold scorn see seem sentenc shot shout show
    shown shrug sid signal similarli singl skirt slam slight smil sought sound spar speculat spel spok sponsor
    spotlight startl stat stres stress striv sugarcoat suggest suggestion surmis suspect swear talk tel thank
    threaten threw thril tim titl told tout trash trend trumpet tweet ty unclear underscor unmistakabl unsettl
    unveil urg utter veil voic vouch vow waffl warn warrant wav waver wish witness wonder woo worri worry writ
    wrot yel zero""".split()
)

# Common verbs that report more rarely than that.
DOING = frozenset(
    """abandon abid abolish abort accelerat acces access accommodat accompani accomplish account achiev acquir act
    activat adapt adjust advanc advertis affect affiliat afford ag aid air alienat alter amount animat appeal
    appli appreciat approach arm arrest arriv assault assembl asses assist associat assuag at attach attend
    attract authoriz averag award backfir bail balanc ban bas bath battl beat beaten becam becom beg begin begun
    belong benefit bet betray bias billionair bind bio blow blunt bolster bomb book boost born borrow bought
    bounc bound bow br brac break bring broaden brok broken bruis buck bui build built bulli buoy buri burn buy
    cam cancel cap capitaliz captur carri carv catch cater caucu caus chair chang chat check chip classifi clean
    clear click climb clinch clos coalesc collaps collect com combat combin command commit communicat compensat
    compet complet compli complicat compris compromis concern conduct conflict confront connect consist
    constitut constrain consult contain contest contribut control convert cooperat coordinat correct cost coupl
    court craft crash crater creat crippl cros cross crowd crush cur curb cut damag danc dat deal dealt debunk
    decreas default defeat defer defi defund delai delet dent depart depend deploy deport depriv derail deriv
    descend deserv destroi destroy detect deter develop di dial differ differentiat dig diminish dip direct
    disappear discriminat dismantl dispatch dispel displac displai disqualifi disqualify disrespect disrupt
    distract divert divorc dol dominat don donat doom draft drag drink driv driven drop earn eas eat ebel eclips
    edg edit educat elaborat elect elevat eliminat embodi emerg empower enabl encounter end energiz engag
    engineer enhanc ensur entail enter equat eradicat erod evolv exce exceed exchang execut exercis exist expand
    expir explod extend fac fad fail fal fallen fan far fast featur fed feed fel fight fil financ find finish
    fit fix flag fled flew fli flock flow fly follow forc forg forget form foster fought frack fre fuel fulfil
    function fund funnel further gain galvaniz garner gather generat get giv given go gon gonna got gotta gotten
    govern grab graduat grant grew grow grown guard gun hack halt hand handl hang happen harden harm head heal
    hear heard heat hedg heed held help hid hidden hold honor host hug hurt id imagin impact imperil implement
    import impos imprison improv incit includ increas indict influenc inherit inject injur insert inspir instal
    integrat intensifi interfer interrupt interven interview invest investigat involv isolat join jump keep kept
    kick kil knit lack lag lai land last lead leak leav led left legaliz lend let level leverag li licens lift
    limit link listen liv lobby lock loom los lost lov lower lur mak manag manipulat manufactur march marri mask
    match matter mean meet messag met mind mir mis mishandl misrepresent miss motivat mov murder mut nail narrow
    near need net obscur obtain occupi occur offset open operat organiz oust outnumber outsourc outweigh overcom
    overhaul overlook overse oversee overshadow overtak ow own pack pai paid pander participat pas paus pay pend
    pepper perform pick plai play plummet pollut pop pos postpon pour power pr practic prai pray preced predicat
    prepar preserv presid presumptiv pretend prevail prevent pric print proce produc prolong prompt prop propel
    prosecut protect provok pul punch punish purchas purport qualifi quit rac rack radicaliz rais ralli rally
    ramp ran rang rank rat reach rebound rebuild receiv reclaim recover recruit reduc reel reform refrain
    register reign rein relat reli relocat remain remov render renovat rent reopen repair repeal replac replicat
    represent republish rescu resembl reserv reshap resign resolv resonat respect rest restor result resurrect
    retain retir return revitaliz reviv revolt reward rid rig ris risen rol round run sacrific sat sav scal scar
    schedul schil scor scrap screen screw scuttl seal sear search seat secur sel select send separat serv set
    settl shap sharpen shatter shift shock shook shoot shop shor shov shrink shut sit skateboard skew skip slap
    sleep slip slow soar soften sold solidifi solv specializ spend spent spil sprawl spread spur squeez stack
    stai stal stand star start stay steal steer stem step stick stop strengthen stretch strik studi subscrib
    succe succeed suck suffer suit summon suppos surg surpass surround survey surviv suspend sustain sw swai
    swarm sweep swept tackl tak tap taught tax teach team tear televis terminat test thread thriv throat throw
    thrust thwart ti tighten tilt top total track trail train trampl transcend transfer transform translat
    travel treat trigger trounc trump trust try turn undercut undergo underly undermin understand unfold unifi
    unify unit unload unravel updat upend upgrad upset us use usher valu vary vet violat visit wag wait wak walk
    wan warm wast weaken wear widen win wip withdraw won wor work wound yield zon""".split()
)
