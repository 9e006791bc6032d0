package domain

import "slices"

var agreementCodes = map[string][]CodeName{
	"recruitment_close": {{"EXPIRED", "期满", "expired"}, {"NO_INVESTOR", "无合适项目", "no project"}, {"WITHDRAWN", "撤回", "withdrawn"}, {"REDIRECTED", "调整用途", "redirected"}},
	"termination_side":  {{"HOLDER", "企业", "enterprise"}, {"GOVERNMENT", "政府", "government"}, {"MUTUAL", "协商一致", "by mutual consent"}},
	"bond_treatment":    {{"NONE", "无保证金", "no bond"}, {"RETURN", "退还", "returned"}, {"FORFEIT", "不予退还", "forfeited"}, {"PARTIAL", "部分退还", "partly returned"}},
	"instrument":        {{"CONTRACT", "出让合同及补充协议", "land contract"}, {"AGREEMENT", "履约监管协议", "supervision agreement"}},
	"amendment_kind":    {{"EXTENSION", "延建", "extension under the contract"}, {"IDLE_EXTENSION", "闲置处置延期", "extension of idle land"}, {"SUPPLEMENT", "补充协议", "supplement"}},
	"amendment_reason":  {{"GOVERNMENT", "政府原因", "government"}, {"FORCE_MAJEURE", "不可抗力", "force majeure"}, {"PLANNING", "规划调整", "planning"}, {"HOLDER", "企业申请", "asked by the holder"}},
	"due_change":        {{"REPLACE", "重新约定", "replaced"}, {"ADD_DAYS", "顺延", "days added"}},
	"bond_milestone":    {{"START", "开工", "start"}, {"COMPLETION", "竣工", "completion"}, {"PRODUCTION", "投产", "production"}, {"CAPACITY", "达产", "capacity"}},
	"bond_form":         {{"CASH", "现金", "cash"}, {"GUARANTEE", "保函", "bank guarantee"}},
	"amended_metric":    slices.Concat([]CodeName{{"DELIVER_BY", "交地期限", "deliver by"}}, commonCodes["metric"]),
}
