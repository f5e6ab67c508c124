import { ANSWERED_CASES } from './answered-cases.ts'
import { ASKED_CASES } from './asked-cases.ts'
import type { SsrfCase } from './ssrf-case.ts'

/** Each is a way to have a server ask where it must not. */
export const SSRF_CASES: readonly SsrfCase[] = [...ASKED_CASES, ...ANSWERED_CASES]
