package domain

// competenceTable is the competence matrix (职责分工), one row per event type:
// event, term, who may record (R), who must co-sign before it takes effect (C),
// who is told (N).
//
// Source: 9.2 of the domain reference with its corrections (15.1, items 4, 6 and
// 11 to 16), after 津政办发〔2024〕1号 二(四) to (六). It is a proposal; the
// mechanism document of the city would override it. How the rows follow from it:
//
//   - R is who 10.3 (Rec.) and 15.2 (Dept) name for the event, and 9.2 for its
//     group where it gives a qualifier, such as R(draft) or R(energy).
//   - An unqualified C or N of 9.2 holds for every event of the group, a qualified
//     one for the events it speaks of; what 10.3, 15.1 and 15.2 add is added.
//   - The park committee has a say on land in a park only.
//
// "PRK:draft" is a record that awaits the department in charge, the first of
// the row; "LRC:delegated" needs a delegation; any other word after a colon is a
// condition of competenceWhen. No letter is read only.
var competenceTable = []competenceGroup{
	{"A1", "入库、调查", "register, survey", []competenceRow{
		{"ParcelRegistered", "宗地入库", "PNR PRK:draft", "SAC:stateOwned DPG", ""},
		{"ParcelAttributesRevised", "属性/界址变更", "PNR PRK:draft", "SAC:stateOwned DPG", ""},
		{"ParcelSurveyed", "摸底调查", "PNR HUC:buildings PRK:draft", "IIT:economy SAC:stateOwned DPG", ""},
		{"UseConfirmed", "现状使用确认", "PNR PRK:draft", "IIT SAC:stateOwned DPG", ""},
		{"SeaRightConverted", "海域换发土地证", "PNR", "SAC:stateOwned DPG", ""},
	}},
	{"A2", "低效认定、移出", "low efficiency", []competenceRow{
		{"LowEfficiencyIdentified", "低效认定", "PNR", "IIT DPG", "DRC COM FIN EEB SAC ARA:village"},
		{"LowEfficiencyCleared", "移出低效库", "PNR", "IIT DPG", "DRC COM FIN EEB SAC"},
	}},
	{"A3", "历史遗留、问题清单", "legacy land, issue list", []competenceRow{
		{"LegacyLandFlagged", "历史遗留认定", "PNR PRK:draft", "DPG", "DRC"},
		{"LegacyLandResolved", "历史遗留处置", "PNR PRK:draft", "DPG", "DRC"},
		{"IssueRaised", "问题列入清单", "PNR IIT COM SCI FIN EEB HUC ARA CTB TAX SAC PRK:draft", "DPG", "DRC"},
		{"IssueResolved", "问题销号", "PNR IIT COM SCI FIN EEB HUC ARA CTB TAX SAC PRK:draft", "DPG", "DRC"},
	}},
	{"B1", "单元、详规、年度计划、方案", "unit, plans, scheme", []competenceRow{
		{"AssignedToUnit", "划入空间单元", "PNR", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"UnitDelineated", "划定单元", "PNR DPG", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"UnitPlanApproved", "单元规划批复", "PNR DPG", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"DetailedPlanApproved", "详规批复", "PNR DPG", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"PlanConditionsSet", "规划条件", "PNR", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"AnnualPlanListed", "列入年度实施计划", "PNR DPG", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"SupplyPlanListed", "列入年度供应计划", "PNR DPG", "IIT DPG", "COM FIN EEB HUC LRC"},
		{"RedevelopmentSchemeApproved", "实施方案批复", "PNR DPG", "DRC IIT DPG", "COM FIN EEB HUC LRC CTB"},
	}},
	{"B2", "收储", "reserve", []competenceRow{
		{"LandReserved", "收储入库", "LRC", "PNR FIN", "EEB:soil DPG"},
	}},
	{"B3", "供地前期", "before supply", []competenceRow{
		{"LandUseApproved", "农转征批复", "PNR", "", "ARA FIN LRC DPG"},
		{"NetLandVerified", "净地核验", "LRC", "PNR", "DPG"},
		{"RegionAssessed", "区域评估", "PRK", "", "PNR DRC EEB"},
		{"ArchaeologyCleared", "考古前置", "CTB", "", "PNR LRC"},
	}},
	{"C1", "招商", "recruitment", []competenceRow{
		{"RecruitmentOpened", "招商发布", "COM IPB PRK", "SCI DPG", "PNR"},
		{"RecruitmentClosed", "招商关闭", "COM IPB PRK", "SCI DPG", "PNR"},
		{"ProjectProposed", "项目意向", "COM IPB PRK DRC", "SCI DPG", "PNR"},
		{"EntryReviewed", "准入评审", "IIT DRC", "IIT DRC SCI EEB DPG", "PNR COM"},
	}},
	{"C2", "监管协议、保证金", "agreement, bond", []competenceRow{
		{"SupervisionAgreementSigned", "履约监管协议", "IIT PRK", "DPG", "PNR DRC COM"},
		{"AgreementTerminated", "监管协议终止", "IIT PRK", "DPG", "PNR DRC COM"},
		{"CommitmentsAmended", "协议/合同变更", "PNR:contract IIT:agreement PRK:agreement", "DPG", "PNR DRC COM"},
		{"BondPosted", "缴存履约保证金", "FIN PRK", "FIN DPG", "PNR DRC COM"},
		{"BondReleased", "退还履约保证金", "FIN PRK", "FIN DPG", "PNR DRC COM"},
		{"BondForfeited", "扣收履约保证金", "FIN PRK", "FIN DPG", "PNR DRC COM"},
	}},
	{"D1", "供地：公告至登记", "supply: announcement to title", []competenceRow{
		{"SupplyAnnounced", "供应公告", "PNR LRC:delegated PRK:delegated", "", "IIT COM TAX DPG"},
		{"SupplyFailed", "供应未成交", "PNR LRC:delegated PRK:delegated", "", "IIT COM TAX DPG"},
		{"SupplyAwarded", "成交确认", "PRT", "", "PNR IIT COM TAX DPG"},
		{"GrantContractSigned", "出让合同/划拨决定", "PNR LRC:delegated PRK:delegated", "", "IIT COM FIN TAX DPG"},
		{"LandPricePaid", "价款缴纳", "TAX", "", "PNR IIT COM FIN DPG"},
		{"LandDelivered", "交地", "PNR LRC", "", "IIT COM TAX DPG"},
		{"TitleRegistered", "不动产登记", "PNR", "", "IIT COM TAX DPG"},
		{"ContractRescinded", "合同解除", "PNR", "", "IIT COM FIN TAX DPG"},
		{"TermRenewed", "续期", "PNR", "", "IIT COM TAX DPG"},
		{"ContributionInKind", "作价出资", "PNR SAC", "", "IIT COM TAX DPG"},
		{"UseOrDensityChanged", "用途/容积率调整", "PNR", "", "IIT COM TAX DPG EEB:soil"},
	}},
	{"D2", "租赁、临时用地", "lease, temporary use", []competenceRow{
		{"LandLeased", "土地租赁", "PNR", "IIT PRK:park", "COM TAX DPG"},
		{"LeaseConverted", "租转让", "PNR", "IIT PRK:park", "COM TAX DPG"},
		{"TemporaryUseApproved", "临时用地批准", "PNR", "", "ARA DPG"},
		{"TemporaryUseReclaimed", "临时用地复垦", "PNR", "", "ARA DPG"},
	}},
	{"E1", "许可、开工、停工、竣工", "permit, start, suspension, completion", []competenceRow{
		{"PermitIssued", "规划/施工许可", "ASB PNR:planningPermit HUC:buildingPermit EEB:environmentPermit DRC:projectPermit PRK:draft", "", "IIT DPG"},
		{"ConstructionStarted", "动工核查", "PNR HUC PRK:draft", "", "IIT DPG"},
		{"ConstructionSuspended", "停工", "PNR HUC PRK:draft", "", "IIT DPG"},
		{"ConstructionResumed", "复工", "PNR HUC PRK:draft", "", "IIT DPG"},
		{"ConstructionCompleted", "竣工验收", "HUC ASB PRK:draft", "PNR", "IIT DPG"},
		{"ProgressReported", "实物工作量", "HUC DPG PRK:draft", "", "PNR IIT DPG"},
	}},
	{"E2", "投产、达产", "production, capacity", []competenceRow{
		{"ProductionStarted", "投产", "IIT", "PNR DRC EEB TAX PRK:park", "COM STA DPG"},
		{"CapacityAccepted", "达产验收", "IIT", "PNR DRC EEB TAX PRK:park", "COM STA DPG"},
	}},
	{"F1", "经营数据", "operating data", []competenceRow{
		{"OperationReported", "经营数据", "IIT DRC:energyOnly SCI:researchOnly EEB:emissionOnly TAX:taxOnly PRK:draft STA:aggregate", "", ""},
	}},
	{"F2", "核查、过程评估", "checks, process evaluation", []competenceRow{
		{"OperationChecked", "运营核查", "IIT PNR EEB PRK:draft", "PNR DRC EEB TAX", "COM DPG"},
		{"ProcessEvaluated", "过程评估", "IIT PRK:draft", "PNR DRC EEB TAX", "COM DPG"},
	}},
	{"F3", "亩均评价", "rating by mu", []competenceRow{
		{"EfficiencyRated", "亩均评价", "IIT", "DPG", "PNR DRC COM EEB TAX"},
	}},
	{"F4", "环保、安全", "environment, safety", []competenceRow{
		{"ComplianceRecorded", "环保/安全记录", "EEB:environment EMB:safety DRC:energyUse", "", "PNR IIT DPG"},
	}},
	{"F5", "停产复产、激励倒逼", "halts, incentives and pressure", []competenceRow{
		{"ProductionHalted", "停产", "IIT PRK", "", "PNR COM DPG"},
		{"ProductionResumed", "复产", "IIT PRK", "", "PNR COM DPG"},
		{"MeasureApplied", "激励/倒逼措施", "DRC IIT COM SCI FIN EEB TAX FRB PRK DPG", "", "PNR"},
		{"MeasureWithdrawn", "措施退出", "DRC IIT COM SCI FIN EEB TAX FRB PRK DPG", "", "PNR"},
	}},
	{"G1", "违约、整改、处罚", "breach, rectification, penalty", []competenceRow{
		{"BreachFound", "违约认定", "PNR:byContractOrLaw IIT:byAgreementOrLaw PRK:byAgreement EEB:byLaw", "HUC:building TAX:taxTarget", "FIN PRK DPG"},
		{"RectificationOrdered", "限期整改", "PNR:byContractOrLaw IIT:byAgreementOrLaw PRK:byAgreement EEB:byLaw", "HUC:building TAX:taxTarget", "FIN PRK DPG"},
		{"RectificationAccepted", "整改验收", "PNR:byContractOrLaw IIT:byAgreementOrLaw PRK:byAgreement EEB:byLaw", "HUC:building TAX:taxTarget", "FIN PRK DPG"},
		{"PenaltyImposed", "处罚/违约金决定", "PNR IIT:notIdleFee EEB:notIdleFee", "DPG:idleFee", "FIN TAX PRK DPG"},
		{"PenaltySettled", "缴清", "TAX FIN:notIdleFee", "", "PNR IIT FIN PRK DPG"},
	}},
	{"G2", "闲置调查、认定、处置", "idle land", []competenceRow{
		{"IdleCaseOpened", "闲置调查", "PNR", "", "IIT HUC PRK DPG"},
		{"IdleDetermined", "闲置认定", "PNR", "", "IIT HUC PRK DPG"},
		{"IdleDisposed", "闲置处置", "PNR", "DPG:feeOrReclaim", "IIT FIN HUC TAX PRK DPG"},
	}},
	{"H1", "转让、抵押、分割、合并", "transfer, mortgage, split, merger", []competenceRow{
		{"RightTransferred", "土地使用权转让", "PNR", "IIT SAC:stateOwned LRC:preemption PRK:park", "COM EEB TAX"},
		{"UnitTransferred", "工业上楼分割转让", "PNR", "IIT SAC:stateOwned PRK:park", "COM EEB TAX"},
		{"LeasedOut", "出租", "IIT PRK", "IIT SAC:stateOwned PRK:park", "PNR COM EEB TAX"},
		{"LeaseEnded", "出租终止", "IIT PRK", "PRK:park", "PNR COM EEB TAX"},
		{"EncumbranceSet", "抵押/查封设立", "PNR", "SAC:stateOwned PRK:park", "COM EEB TAX FRB"},
		{"EncumbranceLifted", "抵押/查封解除", "PNR", "PRK:park", "COM EEB TAX FRB"},
		{"ParcelSplit", "分割", "PNR", "SAC:stateOwned PRK:park", "COM EEB TAX"},
		{"ParcelMerged", "合并", "PNR", "SAC:stateOwned PRK:park", "COM EEB TAX"},
		{"ParcelSucceeded", "宗地承继设立", "PNR", "SAC:stateOwned PRK:park", "COM EEB TAX"},
		{"ParcelAbsorbed", "并入", "PNR", "SAC:stateOwned PRK:park", "COM EEB TAX"},
	}},
	{"H2", "再开发", "redevelopment", []competenceRow{
		{"RedevelopmentStarted", "再开发启动", "PNR DPG", "IIT", "COM HUC PRK"},
		{"RedevelopmentCompleted", "再开发完成", "PNR HUC", "", "IIT COM PRK DPG"},
	}},
	{"H3", "司法、争议", "courts and disputes", []competenceRow{
		{"BankruptcyAccepted", "破产受理", "PNR", "", "IIT TAX PRK DPG"},
		{"LitigationRecorded", "复议诉讼", "PNR", "", "IIT PRK DPG"},
	}},
	{"I1", "退出、重回供应", "exit, return to supply", []competenceRow{
		{"ExitInitiated", "启动退出", "PNR IIT", "IIT EEB:soil SAC:stateOwned DPG", "COM TAX PRK"},
		{"ExitCancelled", "终止退出", "PNR IIT", "IIT DPG", "COM TAX PRK"},
		{"SoilSurveyed", "土壤调查", "EEB", "IIT DPG", "PNR COM TAX PRK"},
		{"CompensationAgreed", "收储补偿协议", "LRC", "IIT FIN SAC:stateOwned DPG", "PNR COM TAX PRK"},
		{"CompensationPaid", "收储补偿支付", "LRC", "IIT FIN DPG", "PNR COM TAX PRK"},
		{"ExitCompleted", "退出完成", "PNR", "IIT FIN:compensation EEB:soil SAC:stateOwned DPG", "COM TAX PRK"},
		{"ParcelVacated", "腾退移交", "LRC", "IIT DPG", "PNR COM TAX PRK"},
		{"ReturnedToSupply", "重回供应", "LRC PNR", "IIT DPG", "COM TAX PRK"},
		{"ReclaimedToFarmland", "复垦", "LRC PNR", "IIT ARA DPG", "COM TAX PRK"},
	}},
	{"I2", "增减挂钩", "linked quotas", []competenceRow{
		{"ReclamationAccepted", "复垦验收", "PNR", "ARA", "DPG"},
		{"QuotaUsed", "增减挂钩指标使用", "PNR", "ARA", "DPG"},
	}},
	{"J1", "更正、作废、会签、异议", "correction, annulment, co-signature, objection", []competenceRow{
		{"EventCorrected", "更正", "ANY", "PNR", ""},
		{"EventAnnulled", "作废", "ANY", "PNR", ""},
		{"EventCosigned", "会签", "ANY", "", ""},
		{"ObjectionFiled", "提出异议", "ANY", "", "PNR"},
		{"ObjectionResolved", "异议处理", "ANY", "", "PNR"},
	}},
	{"K1", "试点工作", "programme of the pilot", []competenceRow{
		{"TaskAssigned", "交办任务", "PNR DPG", "", ""},
		{"TaskDone", "完成任务", "ANY", "", "PNR"},
		{"MilestoneCompleted", "节点完成", "PNR DPG", "", ""},
		{"CasePublished", "发布案例", "PNR DPG", "", ""},
		{"PolicyIssued", "出台政策", "ANY", "", "PNR"},
		{"FeedbackReceived", "收到反馈", "ANY", "", "PNR"},
		{"ParameterProposed", "参数拟定", "PNR IIT DRC EEB FIN DPG PRK", "", "DPG"},
		{"ParameterApproved", "参数批准", "PNR IIT DRC EEB FIN DPG PRK", "", "DPG"},
		{"ParameterWithdrawn", "参数撤回", "PNR IIT DRC EEB FIN DPG PRK", "", "DPG"},
	}},
	// Administrators are of any department; the book of authority says who is one.
	{"K2", "授权管理", "administration of authority", []competenceRow{
		{"AuthorityGranted", "授权", "ANY", "", ""},
		{"AuthorityApproved", "授权复核", "ANY", "", ""},
		{"AuthorityWithdrawn", "撤销授权", "ANY", "", ""},
	}},
}

// formerCompetence holds rows that the table above has replaced, each with the
// last day on which it was in force.
var formerCompetence = []struct {
	until Date
	competenceRow
}{
	// Until the tax bureau took over the collection of land income in 2022, and
	// of idle fees in July 2021, the finance bureau recorded payments.
	{"2021-12-31", competenceRow{"LandPricePaid", "价款缴纳", "FIN", "", "PNR IIT COM TAX DPG"}},
	{"2021-06-30", competenceRow{"PenaltySettled", "缴清", "FIN", "", "PNR IIT PRK DPG"}},
}

// delegations say who records supply in the bureau's stead, where (天津市工业用地
// 招拍挂管理办法 and the notices of 滨海新区: the land development centre).
var delegations = []delegation{
	{Department: "LRC", District: "120116", From: "2019-01-01"},
}
