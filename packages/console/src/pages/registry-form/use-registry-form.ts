import type { AvailableRegistry } from '@fairlead/api/client'
import { useRef, useState } from 'react'
import { focusFault, isAdvanced, placeIssues, type RegistryFormType, useFields } from './form.ts'
import { type Prover, type Purpose, useProof } from './use-proof.ts'
import { faultsOf } from './validate.ts'
import { type RegistryValues, toBody } from './values.ts'

interface Asked {
  readonly kind: AvailableRegistry
  readonly login: string
  readonly initial: RegistryValues
  /** Names of the secrets that stay when nothing is typed, by what the form holds. */
  readonly kept?: (values: RegistryValues) => readonly string[]
}

export interface RegistryFormState {
  readonly form: RegistryFormType
  /** What the form holds now. */
  readonly typed: RegistryValues
  readonly advanced: boolean
  readonly onAdvanced: (opened: boolean) => void
  readonly prover: Prover
  /** The form changed since the last proof. */
  readonly isStale: boolean
  readonly isDirty: () => boolean
  /** Everything that was typed may be lost from now on. */
  readonly settle: () => void
  /** Puts other values into the form, as if it had been opened with them. */
  readonly replace: (values: RegistryValues, baseline?: RegistryValues) => void
  /** Whether nothing is wrong that can be known here; else the first fault has the focus. */
  readonly isFit: (purpose: Purpose) => boolean
  /** Remembers what a proof is about to prove. */
  readonly begin: () => void
}

/** A date of which only a part is typed has no value, and would be left out without a word. */
function withHalfDate(form: RegistryFormType, { errors }: ReturnType<RegistryFormType['validate']>) {
  const field = form.getInputNode('expires_at')
  if (!(field instanceof HTMLInputElement) || !field.validity.badInput) return { errors }
  const problem = 'Enter a whole date, or none.'
  form.setFieldError('expires_at', problem)
  return { errors: { ...errors, expires_at: problem } }
}

/** The state of a registry's form: its values, their faults, the proof of them. */
export function useRegistryForm({ kind, login, initial, kept = () => [] }: Asked): RegistryFormState {
  const [typed, setTyped] = useState(initial)
  const [advanced, onAdvanced] = useState(initial.image !== '')
  const [about, setAbout] = useState('')
  const baseline = useRef<RegistryValues | undefined>(initial)
  const form = useFields({
    initial,
    onChange: setTyped,
    faults: (values) => faultsOf({ kind, login, kept: kept(values) }, values),
  })
  const point = (paths: readonly string[]): void => {
    if (paths.some(isAdvanced)) onAdvanced(true)
    focusFault(form, paths)
  }
  const prover = useProof((error) => {
    placeIssues(form, error)
    point(error.issues.map(({ field }) => field))
  })
  const fingerprint = (values: RegistryValues): string => JSON.stringify(toBody(kind, login, values))
  return {
    form,
    typed,
    advanced,
    onAdvanced,
    prover,
    isStale: prover.proof !== undefined && about !== fingerprint(typed),
    isDirty: () =>
      baseline.current !== undefined && JSON.stringify(form.getValues()) !== JSON.stringify(baseline.current),
    settle: () => {
      baseline.current = undefined
    },
    replace: (values, base = values) => {
      baseline.current = base
      form.setValues(values)
      form.clearErrors()
    },
    isFit: (purpose) => {
      const { errors } = withHalfDate(form, form.validate())
      const { name, ...rest } = errors
      // A test needs no name.
      if (purpose === 'test') form.clearFieldError('name')
      const paths = Object.keys(purpose === 'test' || name === undefined ? rest : errors)
      point(paths)
      return paths.length === 0
    },
    begin: () => setAbout(fingerprint(form.getValues())),
  }
}
