import { type Finding, finding } from '@fairlead/core'
import type { Refusal } from '../connection/refusal.ts'

/** A field of ours that somebody else set: https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts */
export interface FieldConflict {
  readonly manager: string
  readonly field: string
}

/** Empty for another refusal. */
export function conflictsOf({ status, causes }: Refusal): FieldConflict[] {
  if (status !== 409) return []
  return causes.flatMap(({ reason, message, field }) =>
    reason === 'FieldManagerConflict'
      ? [
          {
            manager: /conflict with "([^"]+)"/.exec(message)?.[1] ?? 'somebody',
            field: field.replace(/^\./, ''),
          },
        ]
      : [],
  )
}

/**
 * Whether a deployment takes the field back. What a person typed (kubectl) is what a deployment is there to set right;
 * the number of replicas was an autoscaler's that we made. Another controller would set it again and again.
 */
export const mayTake = ({ manager, field }: FieldConflict): boolean =>
  /^(?:kubectl|fairlead)/i.test(manager) || field === 'spec.replicas'

export const conflictFinding = (title: string, conflicts: readonly FieldConflict[]): Finding => {
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].join(', ')
  return finding('deploy.field_conflict', {
    summary: `Fields of the ${title} are set by ${managers}, which would set them again.`,
    evidence: conflicts.map(({ manager, field }) => ({ asked: `who sets ${field}`, answered: manager })),
    remedy: {
      action: `Let ${managers} leave this object alone, or leave the fields to it, then deploy again.`,
      link: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts',
    },
  })
}
