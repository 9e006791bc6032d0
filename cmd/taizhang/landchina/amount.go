package landchina

import (
	"strconv"
	"strings"
)

// scaled reads a decimal number exactly as an integer of 10^-places: 10.58 公顷 at
// six places is 10580000 units of 0.01 m², 928.0000 万元 is 928000000 分. It says
// why it cannot: "form", "digits" (more digits than the unit holds), "range".
func scaled(text string, places int) (n int64, fault string) {
	whole, frac, point := strings.Cut(text, ".")
	if !digits(whole) || point && !digits(frac) {
		return 0, "form"
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > places {
		return 0, "digits"
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", places-len(frac)), 10, 64)
	if err != nil || n > 1<<53-1 {
		return 0, "range"
	}
	return n, ""
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
