package domain

// The source systems of parcels that bring no key of another system: their own
// code is the key.
const (
	parcelCodeSystem      = "parcel-code"
	preliminaryCodeSystem = "preliminary-code"
)

// Identity returns the parcel's identity: from the source's own key when it comes
// from another system, else from the code it was registered with. A later
// correction of the code does not change it. A registration without any of them
// has no identity; the error is an *Invalid.
func (r ParcelRegistered) Identity() (ParcelID, error) {
	switch {
	case r.Source != Source{}:
		return r.Source.ID(), nil
	case r.ParcelCode != "":
		return Source{System: parcelCodeSystem, Key: string(r.ParcelCode)}.ID(), nil
	case r.PreliminaryCode != "":
		return Source{System: preliminaryCodeSystem, Key: r.PreliminaryCode}.ID(), nil
	}
	return ParcelID{}, &Invalid{Problems: []Problem{{
		Path: "/data/parcelCode", Rule: "identity",
		ZH: "宗地代码、预编号、来源三者至少填一项", EN: "give a parcel code, a preliminary code or a source",
	}}}
}
