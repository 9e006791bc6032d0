package demo

import (
	"cmp"
	"slices"

	"taizhang/domain"
)

// shares says in hundredths how many parcels stand at each stage today.
var shares = []struct {
	stage domain.Stage
	share int
}{
	{domain.StageRegistered, 3}, {domain.StageSurveyed, 3}, {domain.StagePlanned, 3}, {domain.StageReserved, 4},
	{domain.StageRecruiting, 3}, {domain.StageAdmitted, 3}, {domain.StageOffered, 3}, {domain.StageAwarded, 3},
	{domain.StageContracted, 4}, {domain.StageDelivered, 4}, {domain.StageBuilding, 8}, {domain.StageCompleted, 4},
	{domain.StageProducing, 9}, {domain.StageOperating, 33}, {domain.StageRedeveloping, 3}, {domain.StageExiting, 4}, {domain.StageVacated, 4},
	{domain.StageRetired, 2},
}

// stageTargets gives each of n parcels the stage it shall stand at; what does
// not divide goes to the stages with the largest remainders.
func stageTargets(n int) []domain.Stage {
	type rest struct{ index, remainder int }
	counts := make([]int, len(shares))
	rests := make([]rest, len(shares))
	given := 0
	for i, s := range shares {
		counts[i] = n * s.share / 100
		rests[i] = rest{i, n * s.share % 100}
		given += counts[i]
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.remainder, a.remainder) })
	for i := range n - given {
		counts[rests[i].index]++
	}
	targets := make([]domain.Stage, 0, n)
	for i, s := range shares {
		targets = append(targets, slices.Repeat([]domain.Stage{s.stage}, counts[i])...)
	}
	return targets
}

// dwell is how many days a parcel has stood at its last stage, at least and at
// most.
var dwell = map[domain.Stage][2]int{
	domain.StageRegistered: {3, 90}, domain.StageSurveyed: {10, 500}, domain.StagePlanned: {10, 400}, domain.StageReserved: {20, 600},
	domain.StageRecruiting: {25, 200}, domain.StageAdmitted: {5, 60}, domain.StageOffered: {3, 28}, domain.StageAwarded: {3, 14},
	domain.StageContracted: {5, 75}, domain.StageDelivered: {10, 260}, domain.StageBuilding: {30, 560}, domain.StageCompleted: {5, 80},
	domain.StageProducing: {60, 330}, domain.StageOperating: {700, 2500}, domain.StageExiting: {5, 150}, domain.StageVacated: {10, 300},
	domain.StageRedeveloping: {60, 500}, domain.StageRetired: {60, 500},
}

// trade is an industry of the city: its class, its share of the parcels in
// thousandths, what it makes on a mu in a year (万元) and the tax on it in
// thousandths of the output.
type trade struct {
	code     domain.Industry
	product  string
	share    int
	perMu    float64
	taxShare float64
}

var trades = []trade{
	{"C36", "汽车零部件", 140, 330, 42}, {"C39", "电子元器件", 110, 420, 36}, {"C35", "专用设备", 110, 210, 48},
	{"C34", "通用设备", 100, 200, 46}, {"C38", "电气设备", 90, 270, 40}, {"C33", "金属制品", 90, 160, 38},
	{"C26", "化工新材料", 70, 260, 58}, {"C27", "医药制剂", 60, 300, 84}, {"C29", "橡塑制品", 50, 150, 41},
	{"C14", "食品", 45, 170, 52}, {"C13", "农副产品加工", 35, 190, 24}, {"C30", "建筑材料", 35, 110, 49},
	{"C37", "轨道交通装备", 25, 260, 44}, {"C40", "仪器仪表", 20, 230, 55}, {"C17", "纺织品", 10, 100, 36}, {"C31", "精品钢材", 10, 480, 28},
}
