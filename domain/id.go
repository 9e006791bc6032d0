package domain

// ParcelCode is the 19-digit 宗地代码 of GB/T 37346-2019.
type ParcelCode string

// UnitCode is the 28-digit 不动产单元代码 of GB/T 37346-2019.
type UnitCode string

// USCC is the 18-character 统一社会信用代码 of GB 32100-2015.
type USCC string

// SupervisionNo is the 电子监管号 of a supply; checked softly, its form is custom.
type SupervisionNo string

// District is a six-digit county-level division of GB/T 2260.
type District string

// Industry is a class of GB/T 4754-2017: a letter and two to four digits, or the
// digits alone ("C3660", "36").
type Industry string
