package demo

import (
	"fmt"

	"taizhang/domain"
)

var plants = []string{"海棠", "白杨", "银杏", "紫藤", "云杉", "金桂", "青竹", "红枫", "雪松", "碧桃", "丁香", "芦苇"}

var crafts = []string{"精密", "智造", "新材", "装备", "科技", "电子", "机械", "制造"}

// newFirm invents the next holder of the parcel: a name that says it is invented,
// and a credit code with right check digits.
func (l *life) newFirm() {
	l.firms++
	name := fmt.Sprintf("演示企业·%s%s%04d", plants[l.rng.IntN(len(plants))], crafts[l.rng.IntN(len(crafts))], l.index)
	if l.firms > 1 {
		name += fmt.Sprintf("-%d", l.firms)
	}
	l.firm = domain.Party{Name: name, USCC: l.creditCode()}
}

const usccDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode draws a unified social credit code of the district and finds its two
// check characters (GB 32100-2015).
func (l *life) creditCode() domain.USCC {
	body := "91" + string(l.plot.district) + "MA0"
	for range 5 {
		body += string(usccDigits[l.rng.IntN(len(usccDigits))])
	}
	for _, inner := range "0123456789X" {
		if _, ok := domain.USCC(body + string(inner) + "0").CheckDigits(); ok {
			body += string(inner)
			break
		}
	}
	for _, outer := range usccDigits {
		if code := domain.USCC(body + string(outer)); check(code) {
			return code
		}
	}
	panic("demo: no check character fits " + body)
}

func check(code domain.USCC) bool {
	outer, inner := code.CheckDigits()
	return outer && inner
}
