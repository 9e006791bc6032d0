package domain

// landCodes are the lists of survey, planning, preparation and redevelopment.
var landCodes = map[string][]CodeName{
	"revision_reason":   {{"RESURVEY", "再测", "surveyed again"}, {"REGISTER_CORRECTION", "登记更正", "register corrected"}, {"DIVISION_CHANGE", "行政区划调整", "division changed"}, {"USE_CHANGE", "用途变更", "use changed"}},
	"clearing_reason":   {{"REDEVELOPED", "改造完成", "redeveloped"}, {"IMPROVED", "提质达标", "improved"}, {"RESERVED", "收储", "reserved"}, {"MISTAKEN", "认定错误", "identified by mistake"}, {"RECLAIMED", "复垦", "reclaimed"}},
	"legacy_class":      {{"NO_PROCEDURE", "无手续", "no procedure"}, {"INCOMPLETE", "手续不全", "incomplete procedure"}, {"USE_MISMATCH", "用途不符", "another use"}, {"OVER_AREA", "超面积占用", "more than granted"}, {"SEA_RECLAMATION", "历史遗留围填海", "legacy sea reclamation"}, {"OTHER", "其他", "other"}},
	"legacy_path":       {{"REGULARISE", "完善手续", "regularise"}, {"PENALISE_REGULARISE", "处罚后完善手续", "penalise and regularise"}, {"RESERVE", "收回收储", "take into reserve"}, {"DEMOLISH", "拆除复垦", "demolish and reclaim"}, {"SEA_FILING", "围填海备案", "sea reclamation filing"}},
	"issue_class":       {{"TITLE", "权属", "title"}, {"PROCEDURE", "手续", "procedure"}, {"PLANNING", "规划", "planning"}, {"COMPENSATION", "安置补偿", "resettlement and compensation"}, {"DISPUTE", "纠纷诉讼", "dispute"}, {"DEBT", "债权债务", "debt"}, {"ENVIRONMENT", "生态环境", "environment"}, {"SAFETY", "安全", "safety"}, {"FUNDING", "资金", "funding"}, {"DATA", "数据", "data"}, {"OTHER", "其他", "other"}},
	"price_treatment":   {{"NONE", "不补缴", "nothing due"}, {"SUPPLEMENT", "补缴差价", "supplement"}, {"REGRANT", "重新出让", "granted anew"}, {"KEEP_ALLOCATION", "保留划拨", "allocation kept"}},
	"region_assessment": {{"GEOHAZARD", "地质灾害", "geological hazard"}, {"MINERALS", "压覆矿产", "covered minerals"}, {"SOIL_WATER", "水土保持", "soil and water conservation"}, {"FLOOD", "洪水影响", "flood"}, {"SEISMIC", "地震安全", "seismic safety"}, {"CLIMATE", "气候可行性", "climate"}, {"ENVIRONMENT", "环境影响", "environment"}, {"ENERGY", "节能", "energy"}, {"WATER", "水资源论证", "water resources"}, {"TRAFFIC", "交通影响", "traffic"}, {"OTHER", "其他", "other"}},
	"archaeology":       {{"SURVEY", "考古调查", "survey"}, {"PROSPECTING", "考古勘探", "prospecting"}, {"EXCAVATION", "考古发掘", "excavation"}},
	"renewal_mode":      {{"SELF", "自主改造", "own renewal"}, {"JOINT", "联合改造", "joint"}, {"RESERVE", "收储再供", "reserved and supplied again"}, {"TRANSFER", "转让后改造", "renewed after transfer"}, {"ZERO_LAND", "零增地技改", "upgraded without new land"}},
}
