import { useState } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { CreateTokenForm } from './create-token-form.tsx'
import { type NewToken, ShownToken } from './shown-token.tsx'

/** Makes a token, then shows it this once: closing the dialog forgets it. */
export function CreateTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const [created, setCreated] = useState<NewToken>()
  return (
    <Dialog title={created ? `The token ${created.name}` : 'Create an API token'} size="lg" onClose={onClose}>
      {created ? (
        <ShownToken created={created} onClose={onClose} />
      ) : (
        <CreateTokenForm onCreated={setCreated} onCancel={onClose} />
      )}
    </Dialog>
  )
}
