package domain

var termCodes = map[string][]CodeName{
	"supply_failure":    {{"NO_BID", "流拍", "no bid"}, {"TERMINATED", "终止", "terminated"}, {"WITHDRAWN", "撤回", "withdrawn"}, {"WINNER_DEFAULT", "竞得人未签约", "the winner did not sign"}},
	"rescission_ground": {{"PAYMENT_DEFAULT", "逾期付款", "payment default"}, {"HOLDER_BREACH", "受让人其他违约", "other breach of the holder"}, {"GRANTOR_BREACH", "出让人违约", "breach of the grantor"}, {"MUTUAL", "协商一致", "by mutual consent"}, {"JUDGMENT", "判决裁定", "judgment"}},
	"permit_kind": {
		{"FILING", "项目备案", "project filing"}, {"APPROVAL", "项目核准", "project approval"}, {"LAND_PLANNING", "用地规划许可", "land planning permit"}, {"WORKS_PLANNING", "工程规划许可", "works planning permit"},
		{"CONSTRUCTION", "施工许可", "construction permit"}, {"EIA", "环境影响评价", "environmental impact"}, {"ENERGY", "节能审查", "energy review"}, {"PLANNING_CHECK", "规划核实", "planning verification"}, {"JOINT_ACCEPTANCE", "联合验收", "joint acceptance"},
	},
}
