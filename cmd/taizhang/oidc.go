package main

import (
	"fmt"
	"net/url"

	"taizhang/server"
)

// oidcFlags name the identity provider that people sign in with.
type oidcFlags struct {
	OIDCIssuer           string `name:"oidc-issuer" help:"统一身份认证（OpenID Connect）的 issuer / the identity provider's issuer." placeholder:"URL"`
	OIDCClientID         string `name:"oidc-client-id" help:"在其处登记的客户端标识 / the client id registered there." placeholder:"ID"`
	OIDCClientSecretFile string `name:"oidc-client-secret-file" help:"客户端密钥文件 / file with the client's secret." type:"path" placeholder:"FILE"`
	OIDCSubjectClaim     string `name:"oidc-subject-claim" default:"preferred_username" help:"作为被授权人标识的声明；须由认证方分配，用户不能自改 / the claim that is the subject of grants; users must not be able to change it." placeholder:"CLAIM"`
	OIDCGroupsClaim      string `name:"oidc-groups-claim" default:"groups" help:"用户组声明，对应授权 group:NAME / the claim with groups, for grants to group:NAME." placeholder:"CLAIM"`
}

// config reads what the flags name; nil without a provider.
func (f oidcFlags) config() (*server.OIDC, error) {
	if f.OIDCIssuer == "" && f.OIDCClientID == "" && f.OIDCClientSecretFile == "" {
		return nil, nil
	}
	if f.OIDCIssuer == "" || f.OIDCClientID == "" {
		return nil, fmt.Errorf("--oidc-issuer 与 --oidc-client-id 须同时给出 / --oidc-issuer and --oidc-client-id go together")
	}
	if err := checkIssuer(f.OIDCIssuer); err != nil {
		return nil, err
	}
	o := &server.OIDC{Issuer: f.OIDCIssuer, ClientID: f.OIDCClientID, SubjectClaim: f.OIDCSubjectClaim, GroupsClaim: f.OIDCGroupsClaim}
	if f.OIDCClientSecretFile == "" {
		return o, nil
	}
	var err error
	o.ClientSecret, err = readSecret("--oidc-client-secret-file", f.OIDCClientSecretFile)
	return o, err
}

// checkIssuer: who is between this machine and a provider without TLS is the provider.
func checkIssuer(issuer string) error {
	u, err := url.Parse(issuer)
	if err != nil {
		return fmt.Errorf("--oidc-issuer: %w", err)
	}
	if u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && isLocalHost(u.Hostname())) {
		return fmt.Errorf("--oidc-issuer %s: 须为 https 地址（本机除外）/ want an https address, except on this machine", issuer)
	}
	return nil
}
