package domain

// supervisionCodes are the lists of what happens between the start of building and
// the end of the tenure: suspension, supervision, penalties, idle land, courts,
// the way out.
var supervisionCodes = map[string][]CodeName{
	"suspension_cause":      {{"HOLDER", "企业原因", "holder"}, {"GOVERNMENT", "政府原因", "government"}, {"FORCE_MAJEURE", "不可抗力", "force majeure"}, {"JUDICIAL", "司法原因", "judicial"}},
	"halt_degree":           {{"STOPPED", "停产", "stopped"}, {"HALF_STOPPED", "半停产", "half stopped"}},
	"halt_cause":            {{"MARKET", "市场或资金", "market or funds"}, {"UPGRADE", "技改检修", "upgrade or overhaul"}, {"ENVIRONMENT", "环保整治", "environment"}, {"SAFETY", "安全整治", "safety"}, {"ENERGY", "能源限制", "energy limits"}, {"GOVERNMENT", "其他政府原因", "other government cause"}, {"RELOCATION", "搬迁腾退", "relocation"}, {"BANKRUPTCY", "破产清算", "bankruptcy"}, {"FORCE_MAJEURE", "不可抗力", "force majeure"}, {"OTHER", "其他", "other"}},
	"evaluation_conclusion": {{"PASS", "达标", "pass"}, {"RECTIFY", "整改", "rectify"}, {"EXIT", "建议退出", "exit proposed"}},
	"compliance_kind":       {{"ENVIRONMENT_PENALTY", "环境处罚", "environmental penalty"}, {"EMISSION_EXCESS", "超标排放", "emission above the limit"}, {"SAFETY", "安全事故", "safety accident"}, {"ENERGY_EXCESS", "能耗超限", "energy above the limit"}, {"KEY_SUPERVISED", "列入重点监管单位名录", "listed as key supervised unit"}},
	"measure_direction":     {{"INCENTIVE", "正向激励", "incentive"}, {"PRESSURE", "反向倒逼", "pressure"}},
	"measure_kind":          {{"LAND_QUOTA", "用地指标", "land quota"}, {"FLOOR_BONUS", "增容不增收价款", "floor bonus"}, {"SUBSIDY", "奖补资金", "subsidy"}, {"LAND_TAX", "差别化土地使用税", "land-use tax"}, {"WATER_PRICE", "差别化水价", "water price"}, {"POWER_PRICE", "差别化电价", "power price"}, {"GAS_PRICE", "差别化气价", "gas price"}, {"ENERGY_QUOTA", "用能指标", "energy quota"}, {"POLLUTION_RIGHT", "排污指标", "pollution right"}, {"CREDIT", "信用联合奖惩", "credit record"}, {"FINANCE", "信贷支持或限制", "bank credit"}, {"NO_NEW_LAND", "不予新增用地", "no new land"}, {"REGISTRY_FREEZE", "限制转让抵押登记", "registry freeze"}, {"OTHER", "其他", "other"}},
	"penalty_kind":          {{"CONTRACT", "违约金", "contract penalty"}, {"LATE", "滞纳金", "late payment charge"}, {"IDLE_FEE", "土地闲置费", "idle fee"}, {"ADMINISTRATIVE", "行政处罚", "administrative fine"}},
	"settlement_mode":       {{"PAYMENT", "缴款", "payment"}, {"BOND", "抵扣保证金", "taken from the bond"}, {"COURT", "法院执行", "enforced by court"}},
	"idle_kind":             {{"NOT_STARTED", "未动工", "not started"}, {"SUSPENDED", "中止开发", "suspended"}},
	"idle_cause":            {{"HOLDER", "企业原因", "holder"}, {"GOVERNMENT", "政府原因", "government"}, {"FORCE_MAJEURE", "不可抗力", "force majeure"}, {"MIXED", "混合原因", "mixed"}, {"PREPARATORY_WORK", "动工必需的前期工作", "necessary preparatory work"}},
	"government_cause":      {{"LATE_DELIVERY", "未按期交付土地", "late delivery"}, {"PLAN_CHANGE", "规划修改", "plan changed"}, {"POLICY_CHANGE", "政策变化", "policy changed"}, {"PETITION", "群众信访", "petitions"}, {"MILITARY_RELICS", "军事管制或文物保护", "military control or relics"}, {"OTHER", "政府的其他行为", "other acts of government"}},
	"idle_measure":          {{"EXTENSION", "延长动工开发期限", "extension"}, {"ADJUSTMENT", "调整用途或规划条件", "conditions adjusted"}, {"TEMPORARY_USE", "政府安排临时使用", "temporary use"}, {"BUY_BACK", "协议有偿收回", "recovery by agreement"}, {"SWAP", "置换土地", "swap"}, {"IDLE_FEE", "征缴土地闲置费", "idle fee"}, {"RECLAIM", "无偿收回", "recovery without compensation"}, {"SELF_START", "自行动工(复工)", "started by the holder"}},
	"idle_status":           {{"SUSPECTED", "疑似闲置", "suspected"}, {"INVESTIGATING", "调查中", "investigating"}, {"DETERMINED", "已认定", "determined"}, {"DISPOSED", "已处置", "disposed"}},
	"hearing":               {{"NOTIFIED", "已告知", "notified"}, {"HELD", "已举行", "held"}, {"WAIVED", "放弃", "waived"}},
	"soil_result":           {{"CLEAN", "未超标", "clean"}, {"RISK_CONTROL", "需风险管控", "risk control"}, {"REMEDIATION", "需修复", "remediation"}, {"REMEDIATED", "修复(管控)效果达标", "remediated"}},
	"soil_state":            {{"NOT_REQUIRED", "无需调查", "not required"}, {"DUE", "待调查", "due"}, {"SURVEYED", "已调查", "surveyed"}, {"RISK", "有污染风险", "risk"}, {"REMEDIATED", "已修复", "remediated"}},
	"compensation_item":     {{"LAND", "土地使用权", "land right"}, {"BUILDING", "建筑物构筑物", "buildings"}, {"EQUIPMENT", "设备及搬迁", "equipment and moving"}, {"BUSINESS_LOSS", "停产停业损失", "business loss"}, {"REWARD", "签约腾退奖励", "reward"}, {"OTHER", "其他", "other"}},
	"bankruptcy_procedure":  {{"LIQUIDATION", "破产清算", "liquidation"}, {"REORGANISATION", "重整", "reorganisation"}, {"SETTLEMENT", "和解", "settlement"}},
	"litigation_kind":       {{"REVIEW", "行政复议", "administrative review"}, {"ADMINISTRATIVE", "行政诉讼", "administrative suit"}, {"CIVIL", "民事诉讼", "civil suit"}, {"ARBITRATION", "仲裁", "arbitration"}, {"ENFORCEMENT", "申请强制执行", "enforcement"}},
	"litigation_result":     {{"UPHELD", "维持(驳回请求)", "upheld"}, {"CHANGED", "变更", "changed"}, {"REVOKED", "撤销", "revoked"}, {"WITHDRAWN", "撤回或和解", "withdrawn or settled"}, {"ENFORCED", "执行完毕", "enforced"}},
}
