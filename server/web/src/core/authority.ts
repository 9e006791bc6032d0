// The book of authority and the tokens, as an administrator works on them.
import { attemptKey, get, send } from './api'
import { today } from './format'
import type { Grant, JsonObject, Token } from './types'

export const grants = async () => (await get<{ grants: Grant[] }>('/authority')).grants
export const tokens = async () => (await get<{ tokens: Token[] }>('/tokens')).tokens

/** Enters an event into the book of authority. */
export const enter = (type: 'AuthorityGranted' | 'AuthorityApproved' | 'AuthorityWithdrawn', data: JsonObject) => send<unknown>('/authority/events', { type, occurredOn: today(), data }, 'POST', attemptKey())

export const issue = (subject: string) => send<Token & { token: string }>('/tokens', { subject })
export const revoke = (id: string) => send<unknown>(`/tokens/${encodeURIComponent(id)}/revoke`)
