/** What one probe heard. */
export interface ProbeAnswer {
  readonly ok: boolean
  /** For a person: `503 Service Unavailable`, `172.17.0.2:8080 ECONNREFUSED`. */
  readonly answered: string
}
