package landchina

import (
	"strings"

	"taizhang/domain"
)

// A Supply is a row understood: the parcel it is of and what it says of it.
type Supply struct {
	Parcel domain.ParcelID
	Key    string // names the request: identity and content of the row
	Facts  []domain.Fact
}

// Understand reads a row. It returns the problems that keep it out, or the facts
// with the doubts noted in the registration.
func Understand(row Row) (Supply, []*Problem) {
	s := &sheet{row: row}
	registration, contract, signed := s.registration(), s.contract(), s.signed()
	s.doubts()
	if len(s.problems) > 0 {
		return Supply{}, s.problems
	}
	registration.TermYears, registration.Holder = contract.TermYears, contract.Holder
	registration.RightNature = natures[contract.Method]
	registration.Source = s.source()
	registration.SourceNotes = s.notes
	evidence := []domain.Evidence{s.evidence()}
	return Supply{
		Parcel: registration.Source.ID(),
		Key:    "landchina/" + row.Digest(),
		Facts: []domain.Fact{
			{OccurredOn: signed, Event: registration, Evidence: evidence, Backfill: true},
			{OccurredOn: signed, Event: contract, Evidence: evidence, Backfill: true},
		},
	}, nil
}

// source is the row's own identity, which no place in a file changes.
func (s *sheet) source() domain.Source {
	file := s.get("来源仓库") + "/" + s.get("来源文件")
	switch number, line := s.get("电子监管号"), s.get("来源行"); {
	case number != "":
		return domain.Source{System: "landchina", Key: "supervision/" + number}
	case line != "":
		return domain.Source{System: "landchina/" + file, Key: line}
	}
	return domain.Source{System: "landchina/" + file, Key: "sha256/" + s.row.Digest()}
}

// evidence points to the row in the source.
func (s *sheet) evidence() domain.Evidence {
	no := s.get("来源文件")
	if line := s.get("来源行"); line != "" {
		no += "#" + line
	}
	if no == "" {
		no = "landchina"
	}
	return domain.Evidence{DocNo: clip(no), Title: "供地结果公示", SHA256: s.row.Digest()}
}

// registration reads what the row says of the land.
func (s *sheet) registration() domain.ParcelRegistered {
	return domain.ParcelRegistered{
		District:       s.district(),
		RegisteredArea: s.area(),
		UseRegistered:  s.use(),
		Industry:       s.industry(),
		Origin:         "SUPPLY_RECORD",
	}
}

// contract reads what the row says of the supply.
func (s *sheet) contract() domain.GrantContractSigned {
	method := s.method()
	price := s.price(method)
	lower, upper := s.farLimits()
	area, _ := scaled(s.get("面积_公顷"), areaPlaces)
	return domain.GrantContractSigned{
		SupervisionNo: domain.SupervisionNo(s.get("电子监管号")),
		Method:        method,
		Holder:        domain.Party{Name: s.holder()},
		Price:         price,
		Area:          domain.Area(area),
		LandSource:    s.landSource(),
		LandGrade:     s.text("土地级别", 20),
		TermYears:     s.term(),
		Instalments:   s.instalments(price),
		DeliverBy:     s.agreed("约定交地时间"),
		StartBy:       s.agreed("约定开工时间"),
		CompleteBy:    s.agreed("约定竣工时间"),
		FARMin:        lower,
		FARMax:        upper,
		ApprovedBy:    s.text("批准单位", 100),
	}
}

func (s *sheet) district() domain.District {
	const column = "行政区"
	place, reason, ok := divisions.resolve(s.get(column))
	switch {
	case !ok:
		s.reject(column, reason)
	case place.reason != "":
		s.note(column, place.reason)
	}
	return place.code
}

func (s *sheet) method() domain.Code {
	const column = "供地方式"
	text := s.get(column)
	code, ok := methods[text]
	switch {
	case text == "":
		s.reject(column, "method.missing")
	case !ok:
		s.reject(column, "method.unmapped")
	}
	return code
}

func (s *sheet) use() domain.LandUse {
	name := s.text("土地用途", 40)
	if name == "" {
		return domain.LandUse{}
	}
	return domain.LandUse{System: "SUPPLY", Name: name}
}

func (s *sheet) industry() domain.Industry {
	const column = "行业分类"
	text := s.get(column)
	code, ok := industries[text]
	if !ok && text != "" {
		s.note(column, "industry.unmapped")
	}
	return code
}

// landSource reads 土地来源, which in the source holds an area instead. What the
// area says of the source is not written anywhere; an area of zero says nothing.
func (s *sheet) landSource() domain.Code {
	const column = "土地来源"
	text := s.get(column)
	if text == "" {
		return ""
	}
	if n, fault := scaled(text, 15); fault != "form" {
		if n != 0 || fault != "" {
			s.note(column, "landSource.area")
		}
		return ""
	}
	code, ok := landSources[text]
	if !ok {
		s.note(column, "landSource.unmapped")
	}
	return code
}

// holder reads the holder's name, unless it is a natural person's.
func (s *sheet) holder() string {
	if mark := s.get("含自然人"); mark != "" && mark != "0" && mark != "否" {
		s.notes = append(s.notes, domain.SourceNote{Column: "土地使用权人", Reason: "holder.person"})
		return ""
	}
	return s.text("土地使用权人", 100)
}

// private columns name firms, persons and places: their values go nowhere.
var private = map[string]bool{"项目名称": true, "项目位置": true, "链接": true}

// doubts notes what is wrong with values that are not figures of their own.
func (s *sheet) doubts() {
	for _, column := range []string{"实际开工时间", "实际竣工时间"} {
		if s.get(column) != "" {
			s.note(column, "actual.notTaken")
		}
	}
	for _, column := range Columns {
		switch {
		case !strings.ContainsRune(s.get(column), '\ufffd'):
		case private[column]:
			s.notes = append(s.notes, domain.SourceNote{Column: column, Reason: "text.lost"})
		default:
			s.note(column, "text.lost")
		}
	}
}
