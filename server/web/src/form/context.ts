// What the inputs of one form share: the server's problems at their places, what
// was typed wrong, and the reasons with which a failing check is let pass.
import { computed, inject, provide, reactive, type ComputedRef, type InjectionKey } from 'vue'
import { say } from '@/i18n'
import type { Entry, Override, Problem } from '@/core/types'

export interface FormContext {
  problems: ComputedRef<ReadonlyMap<string, Problem[]>>
  /** Messages about what cannot be read, by place; the form is not sent while there is one. */
  wrong: Map<string, string>
  overrides: Map<string, Override>
  /** The parcel's events, for fields that name one. */
  entries: ComputedRef<Entry[]>
}

const KEY: InjectionKey<FormContext> = Symbol('form')

export function provideForm(problems: () => Problem[], entries: () => Entry[]): FormContext {
  const byPath = computed(() => {
    const map = new Map<string, Problem[]>()
    for (const p of problems()) map.set(p.path, [...(map.get(p.path) ?? []), p])
    return map
  })
  const context: FormContext = { problems: byPath, wrong: reactive(new Map<string, string>()), overrides: reactive(new Map<string, Override>()), entries: computed(entries) }
  provide(KEY, context)
  return context
}

export const useForm = () => inject(KEY)!

/** A failing check digit is a doubt, not a certainty: an officer may let it pass with a reason. */
export const overridable = (p: Problem) => p.override === true || p.rule.endsWith('.check')

/** The problem in words; of an overridable one without the hint on how a program overrides it. */
export function problemText(p: Problem): string {
  const text = say(p)
  return overridable(p) ? text.split(/[;；]/)[0]! : text
}
