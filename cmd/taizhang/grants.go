package main

import (
	"context"
	"net/http"

	"taizhang/domain"
)

func (l *local) Grants(ctx context.Context) ([]domain.Grant, error) {
	ledger, _, err := l.admitted(ctx, domain.ActInspect, domain.Scope{})
	if err != nil {
		return nil, err
	}
	book, err := ledger.Book(ctx, authorityBook)
	if err != nil {
		return nil, err
	}
	return book.Grants(), nil
}

func (r *remote) Grants(ctx context.Context) ([]domain.Grant, error) {
	var answer struct {
		Grants []domain.Grant `json:"grants"`
	}
	_, err := r.call(ctx, http.MethodGet, "/authority", nil, nil, &answer)
	return answer.Grants, err
}
