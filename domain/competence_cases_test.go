package domain

import (
	"slices"
	"strings"
	"testing"
)

// inBinhai and inDongli are parcels of two districts, the second in a park.
func inBinhai() *Parcel {
	p := &Parcel{Stage: StageOperating}
	p.Land.District = "120116"
	return p
}

func inDongli() *Parcel {
	p := &Parcel{Stage: StageOperating}
	p.Land.District, p.Land.ParkCode = "120110", "P1"
	return p
}

// idleCharged owes the idle fee F1 and a contract penalty X1; polluted is a key
// supervised unit's.
func idleCharged() *Parcel {
	p := inBinhai()
	p.Penalties = []Penalty{{PenaltyImposed: PenaltyImposed{PenaltyID: "F1", Kind: "IDLE_FEE"}}, {PenaltyImposed: PenaltyImposed{PenaltyID: "X1", Kind: "CONTRACT"}}}
	return p
}

func polluted() *Parcel {
	p := inBinhai()
	p.Soil.KeySupervised = true
	return p
}

func officerOf(department, level Code, place ...string) Officer {
	by := Officer{ID: string(department) + "-1", Name: "某" + string(department), Department: department, Level: level}
	if len(place) > 0 {
		by.District = District(place[0])
	}
	if len(place) > 1 {
		by.Park = place[1]
	}
	return by
}

// Who may, and if not, which rule says so.
func TestMay(t *testing.T) {
	output, tax := Fen(1), Fen(1)
	tests := map[string]struct {
		by    Officer
		event Event
		p     *Parcel
		day   Date
		rule  string // "" when he may
	}{
		"district officer in his district":          {officerOf("PNR", "DISTRICT", "120116"), LandDelivered{}, inBinhai(), matrixDay, ""},
		"district officer elsewhere":                {officerOf("PNR", "DISTRICT", "120110"), LandDelivered{}, inBinhai(), matrixDay, "competence.scope"},
		"city officer anywhere":                     {officerOf("PNR", "CITY"), LandDelivered{}, inBinhai(), matrixDay, ""},
		"park officer in his park":                  {officerOf("PRK", "PARK", "120110", "P1"), RecruitmentOpened{}, inDongli(), matrixDay, ""},
		"park officer in another park":              {officerOf("PRK", "PARK", "120110", "P2"), RecruitmentOpened{}, inDongli(), matrixDay, "competence.scope"},
		"park officer outside any park":             {officerOf("PRK", "PARK", "120116", ""), RecruitmentOpened{}, inBinhai(), matrixDay, "competence.scope"},
		"park of the same name in another district": {officerOf("PRK", "PARK", "120111", "P1"), RecruitmentOpened{}, inDongli(), matrixDay, "competence.scope"},
		"a park committee has no city officers":     {officerOf("PRK", "CITY"), RecruitmentOpened{}, inDongli(), matrixDay, "competence.unknown"},
		"an unknown department":                     {officerOf("XXX", "CITY"), RecruitmentOpened{}, inDongli(), matrixDay, "competence.unknown"},
		"a registration says its own district":      {officerOf("PNR", "DISTRICT", "120116"), ParcelRegistered{District: "120116"}, new(Parcel), matrixDay, ""},
		"a part says its own district":              {officerOf("PNR", "DISTRICT", "120116"), ParcelSucceeded{Registration: ParcelRegistered{District: "120116"}}, new(Parcel), matrixDay, ""},
		"a registration in another district":        {officerOf("PNR", "DISTRICT", "120116"), ParcelRegistered{District: "120110"}, new(Parcel), matrixDay, "competence.scope"},
		"a draft of the park":                       {officerOf("PRK", "PARK", "120110", "P1"), ParcelSurveyed{}, inDongli(), matrixDay, ""},
		"another department's event":                {officerOf("TAX", "CITY"), LandDelivered{}, inBinhai(), matrixDay, "competence.department"},
		"building block by the housing bureau":      {officerOf("HUC", "CITY"), ParcelSurveyed{Buildings: []Building{{}}}, inBinhai(), matrixDay, ""},
		"no building block":                         {officerOf("HUC", "CITY"), ParcelSurveyed{}, inBinhai(), matrixDay, "competence.case"},
		"delegated supply in Binhai":                {officerOf("LRC", "DISTRICT", "120116"), SupplyAnnounced{}, inBinhai(), matrixDay, ""},
		"no delegation in Dongli":                   {officerOf("LRC", "DISTRICT", "120110"), SupplyAnnounced{}, inDongli(), matrixDay, "competence.delegation"},
		"no delegation to a park":                   {officerOf("PRK", "PARK", "120110", "P1"), SupplyAnnounced{}, inDongli(), matrixDay, "competence.delegation"},
		"statistics of a firm":                      {officerOf("STA", "CITY"), OperationReported{Output: &output}, inBinhai(), matrixDay, "competence.statistics"},
		"statistics may not even object":            {officerOf("STA", "CITY"), EventCorrected{}, inBinhai(), matrixDay, "competence.statistics"},
		"tax by the tax bureau":                     {officerOf("TAX", "CITY"), OperationReported{TaxPaid: &tax}, inBinhai(), matrixDay, ""},
		"output by the tax bureau":                  {officerOf("TAX", "CITY"), OperationReported{TaxPaid: &tax, Output: &output}, inBinhai(), matrixDay, "competence.case"},
		"energy by development and reform":          {officerOf("DRC", "CITY"), OperationReported{EnergyTCE: "1"}, inBinhai(), matrixDay, ""},
		"all figures by the industry bureau":        {officerOf("IIT", "CITY"), OperationReported{TaxPaid: &tax, Output: &output}, inBinhai(), matrixDay, ""},
		"a breach of the contract":                  {officerOf("PNR", "CITY"), BreachFound{Basis: "CONTRACT"}, inBinhai(), matrixDay, ""},
		"of the contract, by the industry bureau":   {officerOf("IIT", "CITY"), BreachFound{Basis: "CONTRACT"}, inBinhai(), matrixDay, "competence.case"},
		"of the agreement, by party A":              {officerOf("IIT", "CITY"), BreachFound{Basis: "AGREEMENT"}, inBinhai(), matrixDay, ""},
		"of the agreement, by the land bureau":      {officerOf("PNR", "CITY"), BreachFound{Basis: "AGREEMENT"}, inBinhai(), matrixDay, "competence.case"},

		"a planning permit":                   {officerOf("PNR", "CITY"), PermitIssued{Kind: "WORKS_PLANNING"}, inBinhai(), matrixDay, ""},
		"a construction permit by planning":   {officerOf("PNR", "CITY"), PermitIssued{Kind: "CONSTRUCTION"}, inBinhai(), matrixDay, "competence.case"},
		"a construction permit by housing":    {officerOf("HUC", "CITY"), PermitIssued{Kind: "CONSTRUCTION"}, inBinhai(), matrixDay, ""},
		"an assessment by environment":        {officerOf("EEB", "CITY"), PermitIssued{Kind: "EIA"}, inBinhai(), matrixDay, ""},
		"an energy review":                    {officerOf("DRC", "CITY"), PermitIssued{Kind: "ENERGY"}, inBinhai(), matrixDay, ""},
		"any permit by government service":    {officerOf("ASB", "CITY"), PermitIssued{Kind: "JOINT_ACCEPTANCE"}, inBinhai(), matrixDay, ""},
		"an accident by emergency":            {officerOf("EMB", "CITY"), ComplianceRecorded{Kind: "SAFETY"}, inBinhai(), matrixDay, ""},
		"an accident by environment":          {officerOf("EEB", "CITY"), ComplianceRecorded{Kind: "SAFETY"}, inBinhai(), matrixDay, "competence.case"},
		"emission by environment":             {officerOf("EEB", "CITY"), ComplianceRecorded{Kind: "EMISSION_EXCESS"}, inBinhai(), matrixDay, ""},
		"energy above its cap":                {officerOf("DRC", "CITY"), ComplianceRecorded{Kind: "ENERGY_EXCESS"}, inBinhai(), matrixDay, ""},
		"the contract amended":                {officerOf("PNR", "CITY"), CommitmentsAmended{Instrument: "CONTRACT"}, inBinhai(), matrixDay, ""},
		"the contract amended by industry":    {officerOf("IIT", "CITY"), CommitmentsAmended{Instrument: "CONTRACT"}, inBinhai(), matrixDay, "competence.case"},
		"the agreement amended by industry":   {officerOf("IIT", "CITY"), CommitmentsAmended{Instrument: "AGREEMENT"}, inBinhai(), matrixDay, ""},
		"an idle fee by industry":             {officerOf("IIT", "CITY"), PenaltyImposed{Kind: "IDLE_FEE"}, inBinhai(), matrixDay, "competence.case"},
		"a contract penalty by industry":      {officerOf("IIT", "CITY"), PenaltyImposed{Kind: "CONTRACT"}, inBinhai(), matrixDay, ""},
		"an idle fee settled, by finance":     {officerOf("FIN", "CITY"), PenaltySettled{PenaltyID: "F1"}, idleCharged(), matrixDay, "competence.case"},
		"an idle fee settled, by tax":         {officerOf("TAX", "CITY"), PenaltySettled{PenaltyID: "F1"}, idleCharged(), matrixDay, ""},
		"another penalty settled, by finance": {officerOf("FIN", "CITY"), PenaltySettled{PenaltyID: "X1"}, idleCharged(), matrixDay, ""},

		"land price by the tax bureau since 2022":    {officerOf("TAX", "CITY"), LandPricePaid{}, inBinhai(), "2022-01-01", ""},
		"not yet in 2021":                            {officerOf("TAX", "CITY"), LandPricePaid{}, inBinhai(), "2021-12-31", "competence.department"},
		"by the finance bureau until 2021":           {officerOf("FIN", "CITY"), LandPricePaid{}, inBinhai(), "2021-12-31", ""},
		"no more in 2022":                            {officerOf("FIN", "CITY"), LandPricePaid{}, inBinhai(), "2022-01-01", "competence.department"},
		"investment promotion since 2024":            {officerOf("IPB", "DISTRICT", "120110"), RecruitmentOpened{}, inDongli(), "2024-01-01", ""},
		"no investment promotion bureau before 2024": {officerOf("IPB", "DISTRICT", "120110"), RecruitmentOpened{}, inDongli(), "2023-12-31", "competence.unknown"},
		"the delegation of Binhai from 2019":         {officerOf("LRC", "DISTRICT", "120116"), SupplyAnnounced{}, inBinhai(), "2019-01-01", ""},
		"and not before":                             {officerOf("LRC", "DISTRICT", "120116"), SupplyAnnounced{}, inBinhai(), "2018-12-31", "competence.delegation"},
	}
	for name, tt := range tests {
		ok, why := May(tt.by, tt.event, tt.p, tt.day)
		fired[why.Rule] = true
		if why.Rule != tt.rule || ok != (tt.rule == "") {
			t.Errorf("%s: %t, %s %s; want %q", name, ok, why.Rule, why.ZH, tt.rule)
		}
	}
}

// A denial names who may.
func TestDenialNamesWhoMay(t *testing.T) {
	_, why := May(officerOf("TAX", "CITY"), LandDelivered{}, inBinhai(), matrixDay)
	if !strings.Contains(why.ZH, "规划资源局") || !strings.Contains(why.ZH, "土地整理储备中心") {
		t.Errorf("%q does not name the departments that may", why.ZH)
	}
}

// Who must co-sign, whose signature a recording still awaits, and who is told.
func TestCosignersAndTold(t *testing.T) {
	stateOwned := inDongli()
	stateOwned.Land.RightNature = "AUTHORISED"
	taxBreach := inBinhai()
	taxBreach.Breaches = []Breach{{BreachFound: BreachFound{BreachID: "B1", Basis: "AGREEMENT", Metric: "TAX_PER_MU"}}}
	park := officerOf("PRK", "PARK", "120110", "P1")
	tests := map[string]struct {
		by                      Officer
		event                   Event
		p                       *Parcel
		cosigns, awaited, telld string
	}{
		"a registration":                       {officerOf("PNR", "CITY"), ParcelRegistered{}, inDongli(), "DPG", "DPG", ""},
		"a draft awaits the bureau in charge":  {park, ParcelRegistered{}, inDongli(), "DPG", "PNR DPG", ""},
		"a state-owned holder":                 {officerOf("PNR", "CITY"), UseConfirmed{}, stateOwned, "IIT SAC DPG", "IIT SAC DPG", ""},
		"a survey with its economic block":     {officerOf("PNR", "CITY"), ParcelSurveyed{Economy: &EconomicBlock{}}, inDongli(), "IIT DPG", "IIT DPG", ""},
		"village land is told to agriculture":  {officerOf("PNR", "CITY"), LowEfficiencyIdentified{Kind: "VILLAGE"}, inDongli(), "IIT DPG", "IIT DPG", "DRC COM FIN EEB SAC ARA"},
		"industrial land is not":               {officerOf("PNR", "CITY"), LowEfficiencyIdentified{Kind: "INDUSTRIAL"}, inDongli(), "IIT DPG", "IIT DPG", "DRC COM FIN EEB SAC"},
		"the recorder has signed":              {officerOf("IIT", "CITY"), EntryReviewed{}, inDongli(), "IIT DRC SCI EEB DPG", "DRC SCI EEB DPG", "PNR COM"},
		"production in a park":                 {officerOf("IIT", "CITY"), ProductionStarted{}, inDongli(), "PNR DRC EEB TAX PRK", "PNR DRC EEB TAX PRK", "COM STA DPG"},
		"production outside a park":            {officerOf("IIT", "CITY"), ProductionStarted{}, inBinhai(), "PNR DRC EEB TAX", "PNR DRC EEB TAX", "COM STA DPG"},
		"a tax target is confirmed by tax":     {officerOf("IIT", "CITY"), BreachFound{Basis: "AGREEMENT", Metric: "TAX_PER_MU"}, inBinhai(), "TAX", "TAX", "FIN PRK DPG"},
		"and so is its rectification":          {officerOf("IIT", "CITY"), RectificationAccepted{BreachID: "B1"}, taxBreach, "TAX", "TAX", "FIN PRK DPG"},
		"a plot ratio by housing":              {officerOf("PNR", "CITY"), BreachFound{Basis: "CONTRACT", Metric: "FAR"}, inBinhai(), "HUC", "HUC", "FIN PRK DPG"},
		"an output target by nobody":           {officerOf("IIT", "CITY"), BreachFound{Basis: "AGREEMENT", Metric: "OUTPUT_PER_MU"}, inBinhai(), "", "", "FIN PRK DPG"},
		"land with a soil duty":                {officerOf("LRC", "CITY"), LandReserved{SoilStatus: "DUE"}, inBinhai(), "PNR FIN", "PNR FIN", "EEB DPG"},
		"land without":                         {officerOf("LRC", "CITY"), LandReserved{}, inBinhai(), "PNR FIN", "PNR FIN", "DPG"},
		"an exit with compensation":            {officerOf("PNR", "CITY"), ExitCompleted{Compensation: 1}, inBinhai(), "IIT FIN DPG", "IIT FIN DPG", "COM TAX PRK"},
		"an exit without":                      {officerOf("PNR", "CITY"), ExitCompleted{}, inBinhai(), "IIT DPG", "IIT DPG", "COM TAX PRK"},
		"a payment tells the finance bureau":   {officerOf("TAX", "CITY"), LandPricePaid{}, inBinhai(), "", "", "PNR IIT COM FIN DPG"},
		"the idle fee is approved":             {officerOf("PNR", "CITY"), IdleDisposed{Measure: "IDLE_FEE"}, inBinhai(), "DPG", "DPG", "IIT FIN HUC TAX PRK DPG"},
		"so is recovery without compensation":  {officerOf("PNR", "CITY"), IdleDisposed{Measure: "RECLAIM"}, inBinhai(), "DPG", "DPG", "IIT FIN HUC TAX PRK DPG"},
		"an extension is told":                 {officerOf("PNR", "CITY"), IdleDisposed{Measure: "EXTENSION"}, inBinhai(), "", "", "IIT FIN HUC TAX PRK DPG"},
		"a sale below the benchmark":           {officerOf("PNR", "CITY"), RightTransferred{Price: 99, BenchmarkPrice: 100}, inBinhai(), "IIT LRC", "IIT LRC", "COM EEB TAX"},
		"a sale at the benchmark":              {officerOf("PNR", "CITY"), RightTransferred{Price: 100, BenchmarkPrice: 100}, inBinhai(), "IIT", "IIT", "COM EEB TAX"},
		"an exit from supervised soil":         {officerOf("PNR", "CITY"), ExitInitiated{}, polluted(), "IIT EEB DPG", "IIT EEB DPG", "COM TAX PRK"},
		"an exit from other soil":              {officerOf("PNR", "CITY"), ExitInitiated{}, inBinhai(), "IIT DPG", "IIT DPG", "COM TAX PRK"},
		"a draft in charge of whom comes next": {park, OperationChecked{}, inDongli(), "PNR DRC EEB TAX", "IIT PNR DRC EEB TAX", "COM DPG"},
	}
	for name, tt := range tests {
		cosigns, told := join(Cosigners(tt.event, tt.p, matrixDay)), join(Told(tt.event, tt.p, matrixDay))
		if awaited := join(Awaited(tt.by, tt.event, tt.p, matrixDay)); cosigns != tt.cosigns || awaited != tt.awaited || told != tt.telld {
			t.Errorf("%s: co-sign %q, awaited %q, told %q; want %q, %q, %q", name, cosigns, awaited, told, tt.cosigns, tt.awaited, tt.telld)
		}
	}
}

func join(codes []Code) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}

// Co-signing is for the departments that the event awaits, in their place.
func TestMayCosign(t *testing.T) {
	awaits := []Code{"IIT", "DPG"}
	tests := map[string]struct {
		by   Officer
		rule string
	}{
		"awaited":            {officerOf("IIT", "CITY"), ""},
		"awaited, in place":  {officerOf("DPG", "DISTRICT", "120116"), ""},
		"another district":   {officerOf("DPG", "DISTRICT", "120110"), "competence.scope"},
		"not awaited":        {officerOf("TAX", "CITY"), "competence.cosign"},
		"not such a level":   {officerOf("DPG", "CITY"), "competence.unknown"},
		"the recorder's own": {officerOf("PNR", "CITY"), "competence.cosign"},
	}
	for name, tt := range tests {
		ok, why := MayCosign(tt.by, LowEfficiencyIdentified{}, awaits, inBinhai(), matrixDay)
		fired[why.Rule] = true
		if why.Rule != tt.rule || ok != (tt.rule == "") {
			t.Errorf("%s: %t %s, want %q", name, ok, why.Rule, tt.rule)
		}
	}
}

// A correction is another officer's of the same department, and the planning
// bureau is the second person; of its own events, its higher level corrects.
func TestMayCorrect(t *testing.T) {
	by := func(department, level Code, id string) Officer {
		o := officerOf(department, level, "120116")
		o.ID = id
		return o
	}
	tests := map[string]struct {
		first, second Officer
		rule          string
		awaits        string
	}{
		"another officer of the department":   {by("IIT", "DISTRICT", "a"), by("IIT", "DISTRICT", "b"), "", "PNR"},
		"the same officer":                    {by("IIT", "DISTRICT", "a"), by("IIT", "DISTRICT", "a"), "competence.second", "PNR"},
		"another department":                  {by("IIT", "DISTRICT", "a"), by("TAX", "DISTRICT", "b"), "competence.second", "PNR"},
		"the planning bureau for another":     {by("IIT", "DISTRICT", "a"), by("PNR", "CITY", "b"), "competence.second", "PNR"},
		"the bureau's own, same level":        {by("PNR", "DISTRICT", "a"), by("PNR", "DISTRICT", "b"), "competence.second", ""},
		"the bureau's own, higher level":      {by("PNR", "DISTRICT", "a"), by("PNR", "CITY", "b"), "", ""},
		"the city's own, another of the city": {by("PNR", "CITY", "a"), by("PNR", "CITY", "b"), "", ""},
		"the city's own, a district officer":  {by("PNR", "CITY", "a"), by("PNR", "DISTRICT", "b"), "competence.second", ""},
	}
	for name, tt := range tests {
		target := Entry{By: tt.first, Fact: Fact{Event: OperationReported{}}}
		ok, why := MayCorrect(tt.second, target, inBinhai(), matrixDay)
		fired[why.Rule] = true
		if why.Rule != tt.rule || ok != (tt.rule == "") || join(CorrectionAwaits(target)) != tt.awaits {
			t.Errorf("%s: %t %s, awaits %q; want %q, %q", name, ok, why.Rule, join(CorrectionAwaits(target)), tt.rule, tt.awaits)
		}
	}
	elsewhere := by("IIT", "DISTRICT", "b")
	elsewhere.District = "120110"
	if ok, why := MayCorrect(elsewhere, Entry{By: by("IIT", "DISTRICT", "a"), Fact: Fact{Event: OperationReported{}}}, inBinhai(), matrixDay); ok || why.Rule != "competence.scope" {
		t.Errorf("an officer of another district: %t %s, want competence.scope", ok, why.Rule)
	}
}

// The matrix of a day has a name, and changes on the days that its rows say.
func TestCompetenceVersion(t *testing.T) {
	tests := []struct {
		day  Date
		want string
	}{
		{"2018-12-31", "BASE"}, {"2019-01-01", "2019-01-01"}, {"2021-06-30", "2019-01-01"}, {"2021-07-01", "2021-07-01"}, {"2021-12-31", "2021-07-01"},
		{"2022-01-01", "2022-01-01"}, {"2023-12-31", "2022-01-01"}, {"2024-01-01", "2024-01-01"}, {matrixDay, "2024-01-01"},
	}
	for _, tt := range tests {
		if got := CompetenceVersion(tt.day); got != tt.want {
			t.Errorf("version of %s = %s, want %s", tt.day, got, tt.want)
		}
	}
	at := func(day Date) string {
		for _, c := range Competences(day) {
			if c.Event == "PenaltySettled" {
				return wordsOf(c.Records)
			}
		}
		return ""
	}
	if got, want := at("2021-06-30"), "FIN"; got != want {
		t.Errorf("PenaltySettled on 2021-06-30 is recorded by %s, want %s", got, want)
	}
	if got, want := at("2021-07-01"), "TAX, FIN notIdleFee"; got != want {
		t.Errorf("PenaltySettled on 2021-07-01 is recorded by %s, want %s", got, want)
	}
	names := func(day Date) []Code {
		var codes []Code
		for _, d := range Departments(day) {
			codes = append(codes, d.Code)
		}
		return codes
	}
	if slices.Contains(names("2023-12-31"), "IPB") || !slices.Contains(names("2024-01-01"), "IPB") {
		t.Error("the investment promotion bureau does not begin on 2024-01-01")
	}
	if len(names(matrixDay)) != len(CodeList("department")) {
		t.Errorf("%d departments exist today, the code list has %d", len(names(matrixDay)), len(CodeList("department")))
	}
}
