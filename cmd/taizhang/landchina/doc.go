// Package landchina brings the results of land supply (供地结果) that the national
// land-supply site published into the ledger: one parcel per row, with its
// registration and its grant contract, as back-fill.
//
// # What a row becomes
//
// Two facts in one request, both on the day of signing: ParcelRegistered with
// origin SUPPLY_RECORD and GrantContractSigned with price, payment agreement and
// agreed dates. What the row does not say stays absent. Stages before the
// contract are not invented, and nothing is said about what came after it.
//
// The project's name and place (项目名称, 项目位置) are not brought in: they name
// firms and persons. Evidence points back to the row: file and row of the source,
// and the SHA-256 of the row's canonical form (see [Row.Digest]).
//
// # Identity
//
// A parcel's identity must not depend on where its row stands in a file. It is
// the supervision number (电子监管号) when the row has one, else the source's own
// file and row number, else the digest of the row. So a file imported twice, with
// its rows in another order, or in two halves finds the same parcels. Where two
// rows claim one identity with different content, the first one stands and the
// other is quarantined.
//
// # Doubts
//
// Values that are implausible or not understood are neither guessed nor dropped:
// they go into the registration's source notes, which the ledger shows as
// findings, and the figure they would give stays absent unless [Reasons] says
// otherwise. A row without what a parcel must have (district, area, day of
// signing, method) is quarantined with the reason.
package landchina
