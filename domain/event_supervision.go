package domain

import "slices"

var supervisionEvents = []eventCodec{
	declare[ProcessEvaluated]("过程评估", "Process evaluated", PhaseOperation),
	declare[ComplianceRecorded]("环保/安全记录", "Compliance recorded", PhaseOperation),
	declare[MeasureApplied]("激励/倒逼措施", "Measure applied", PhaseOperation),
	declare[MeasureWithdrawn]("措施退出", "Measure withdrawn", PhaseOperation),
}

var supervisionWays = []Transition{
	{Event: "ProcessEvaluated", From: slices.Concat(inUse, []Stage{StageRedeveloping, StageExiting})},
	{Event: "ComplianceRecorded", From: slices.Concat(looked, []Stage{StageVacated})},
	{Event: "MeasureApplied", From: held},
	{Event: "MeasureWithdrawn", From: looked},
}

// ProcessEvaluated 过程评估 is one periodic evaluation of how the supervision
// agreement is kept (定期评估).
type ProcessEvaluated struct {
	CycleNo    int      `json:"cycleNo" zh:"评估期次" rule:"required,min=1,max=100"`
	Scores     []Score  `json:"scores,omitzero" zh:"指标得分" rule:"max=40"`
	Total      Decimal  `json:"total,omitzero" zh:"总分" sight:"restricted,scores=TAX"`
	Grade      Code     `json:"grade,omitzero" zh:"等级" codes:"grade"`
	Conclusion Code     `json:"conclusion" zh:"结论" rule:"required" codes:"evaluation_conclusion"`
	RectifyBy  Date     `json:"rectifyBy,omitzero" zh:"整改期限"`
	Reviewers  []Review `json:"reviewers,omitzero" zh:"参评部门" rule:"max=20"`
	Note       string   `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ComplianceRecorded 环保/安全记录 is a record of the authority for environment,
// safety or energy. Recorded again under the same number with the day of closing,
// the matter is settled; an entry in the list of key supervised units
// (重点监管单位名录) closes when the unit leaves the list.
type ComplianceRecorded struct {
	Kind     Code   `json:"kind" zh:"类型" rule:"required" codes:"compliance_kind"`
	DocNo    string `json:"docNo" zh:"文号" rule:"required,max=80"`
	Amount   Fen    `json:"amount,omitzero" zh:"金额" rule:"min=0"`
	ClosedOn Date   `json:"closedOn,omitzero" zh:"办结(移出)日期"`
	Note     string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// MeasureApplied 激励/倒逼措施 is one measure that rewards or presses the holder:
// prices, quotas, credit (津政办发〔2024〕1号 二(四) 正向激励、反向倒逼).
type MeasureApplied struct {
	MeasureID string `json:"measureId" zh:"措施编号" rule:"required,max=60"`
	Direction Code   `json:"direction" zh:"方向" rule:"required" codes:"measure_direction"`
	Kind      Code   `json:"kind" zh:"措施" rule:"required" codes:"measure_kind"`
	Ground    string `json:"ground" zh:"依据" rule:"required,max=300"`
	From      Date   `json:"from" zh:"执行起" rule:"required"`
	To        Date   `json:"to,omitzero" zh:"执行止"`
	Amount    Fen    `json:"amount,omitzero" zh:"金额" rule:"min=0" sight:"restricted,kind=TAX"`
	DocNo     string `json:"docNo,omitzero" zh:"文号" rule:"max=80"`
}

// MeasureWithdrawn 措施退出 ends a measure before or at its day.
type MeasureWithdrawn struct {
	MeasureID string `json:"measureId" zh:"措施编号" rule:"required,max=60"`
	Reason    string `json:"reason" zh:"退出原因" rule:"required,max=300"`
	DocNo     string `json:"docNo,omitzero" zh:"文号" rule:"max=80"`
}

func (ProcessEvaluated) storedName() string   { return "ProcessEvaluated" }
func (ComplianceRecorded) storedName() string { return "ComplianceRecorded" }
func (MeasureApplied) storedName() string     { return "MeasureApplied" }
func (MeasureWithdrawn) storedName() string   { return "MeasureWithdrawn" }
