import { type ReactNode, useEffect, useRef } from 'react'
import { AgainButton } from './again-button.tsx'
import { isPlaced } from './form.ts'
import { ProofPanel } from './proof-panel.tsx'
import { SaveUnverified } from './save-unverified.tsx'
import { isFailed } from './use-proof.ts'
import type { RegistryFormState } from './use-registry-form.ts'

interface ProofSectionProps {
  readonly state: RegistryFormState
  /** Does what was done last once more, with a credential that was refused before. */
  readonly onAgain: () => void
  /** Absent where nothing may be saved without a proof. */
  readonly onSaveUnverified?: () => void
  readonly isEdit?: boolean
  readonly children?: ReactNode
}

/** The proof of what the form holds, brought into view as it begins, and what may be done after it. */
export function ProofSection({
  state,
  onAgain,
  onSaveUnverified,
  isEdit = false,
  children,
}: ProofSectionProps) {
  const { prover, isStale } = state
  const { proof, isRunning } = prover
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isRunning) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isRunning])
  if (!proof) return null
  const hasFailed = isFailed(proof)
  return (
    <div ref={place} style={{ scrollMarginBottom: 80 }}>
      <ProofPanel
        proof={proof}
        isStale={isStale}
        onCancel={prover.cancel}
        error={hasFailed || isPlaced(proof.error) ? undefined : proof.error}
      >
        {proof.phase === 'ended' && <AgainButton checks={proof.checks} onAgain={onAgain} />}
        {hasFailed && !isStale && onSaveUnverified && (
          <SaveUnverified checks={proof.checks} onSave={onSaveUnverified} isEdit={isEdit} />
        )}
        {children}
      </ProofPanel>
    </div>
  )
}
