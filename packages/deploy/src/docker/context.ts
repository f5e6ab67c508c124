import type { HealthContext } from './healthy.ts'

/** What every act of the target needs. */
export interface DockerContext extends HealthContext {
  readonly publishAddress: string
}
