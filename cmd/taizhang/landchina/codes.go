package landchina

import "taizhang/domain"

// methods maps 供地方式 to the ledger's codes. 招拍挂出让, 作价出资或入股 and 授权经营
// stand for no single one.
var methods = map[string]domain.Code{
	"招标出让": "TENDER", "拍卖出让": "AUCTION", "挂牌出让": "LISTING", "协议出让": "AGREEMENT", "划拨": "ALLOCATION", "租赁": "LEASE",
}

// natures says which right a method of supply gives.
var natures = map[domain.Code]domain.Code{
	"TENDER": "GRANT", "AUCTION": "GRANT", "LISTING": "GRANT", "AGREEMENT": "GRANT", "ALLOCATION": "ALLOCATION", "LEASE": "LEASE",
}

// landSources maps 土地来源, where it holds a source and not an area.
var landSources = map[string]domain.Code{
	"新增建设用地": "NEW", "现有建设用地": "STOCK", "城乡建设用地增减挂钩": "LINKED", "增减挂钩": "LINKED", "新增建设用地(来自存量库)": "MIXED",
}

// industries maps the names of the source, which are of GB/T 4754-2002 and -2011,
// to the narrowest class of GB/T 4754-2017 that holds the whole of the named
// one. A name whose parts lie in several major classes today (纺织服装、鞋、帽制造业,
// 交通运输设备制造业) or that names a whole section (制造业) has none.
var industries = map[string]domain.Industry{
	"农业": "A01", "林业": "A02", "畜牧业": "A03", "农、林、牧、渔服务业": "A05",
	"煤炭开采和洗选业": "B06", "石油和天然气开采业": "B07", "黑色金属矿采选业": "B08", "铁矿采选": "B081", "有色金属矿采选业": "B09", "非金属矿采选业": "B10", "其他采矿业": "B12",
	"农副食品加工业": "C13", "食品制造业": "C14", "饮料制造业": "C15", "烟草制品业": "C16", "纺织业": "C17", "棉、化纤纺织及印染精加工": "C17",
	"皮革、毛皮、羽毛（绒）及其制造业": "C19", "皮革、毛皮、羽毛（绒）及其制品业": "C19", "木材加工及木、竹、藤、棕、草制品业": "C20", "家具制造业": "C21",
	"造纸及纸质品业": "C22", "造纸及纸制品业": "C22", "印刷业和记录媒体的复制": "C23", "印刷业和记录媒介的复制": "C23", "文教体育用品制造业": "C24",
	"石油加工、炼焦及核燃料加工业": "C25", "化学原料及化学制品制造业": "C26", "医药制造业": "C27", "化学纤维制造业": "C28", "橡胶制品业": "C291", "塑料制品业": "C292",
	"非金属矿物制品业": "C30", "水泥、石灰和石膏的制造": "C301", "水泥及石膏制品制造": "C302", "砖瓦、石材及其他建筑材料制造": "C303",
	"黑色金属冶炼及压延加工业": "C31", "炼钢": "C312", "钢压延加工": "C313", "有色金属冶炼及压延加工业": "C32", "铜冶炼": "C3211", "铝冶炼": "C3216",
	"金属制品业": "C33", "通用设备制造业": "C34", "专用设备制造业": "C35", "汽车制造": "C36", "铁路运输设备制造": "C371", "船舶及浮动装置制造": "C373", "摩托车制造": "C375",
	"电气机械及器材制造业": "C38", "家用制冷电器具制造": "C3851", "通讯设备、计算机及其他电子设备制造业": "C39", "废弃资源和废旧材料回收加工业": "C42",
	"电力、热力的生产和供应业": "D44", "火力发电": "D4411", "燃气生产和供应业": "D45", "水的生产和供应业": "D46",
	"建筑安装业": "E49", "建筑装饰业": "E50", "批发业": "F51", "零售业": "F52", "航空运输业": "G56", "管道运输业": "G57", "仓储业": "G59",
	"餐饮业": "H62", "房地产业": "K70", "租赁业": "L71", "商务服务业": "L72", "研究与试验发展": "M73", "专业技术服务业": "M74", "科技交流和推广服务业": "M75",
	"环境管理业": "N77", "公共设施管理业": "N78",
}
