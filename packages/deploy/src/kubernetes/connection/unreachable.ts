import { AppError, finding, type Remedy } from '@fairlead/core'

/** `target.unreachable` with its finding: what was asked, the network's or TLS's own words, and what to do. */
export function unreachable(server: string, asked: string, cause: unknown): AppError {
  const answered = wordsOf(cause)
  const summary = `The API server ${server} cannot be reached: ${answered}.`
  return new AppError('target.unreachable', summary, {
    findings: [
      finding('deploy.target_unreachable', {
        summary,
        evidence: [{ asked, answered }],
        remedy: remedyFor(answered),
      }),
    ],
    cause,
  })
}

/** `ECONNREFUSED connect ECONNREFUSED 127.0.0.1:6443`: fetch hides the reason in its causes. */
function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error
  let deepest = error
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause
  const first = deepest instanceof AggregateError ? deepest.errors[0] : deepest
  const { code, message } = first as { code?: unknown; message?: unknown }
  const words = typeof message === 'string' && message !== '' ? message : String(first)
  return typeof code === 'string' && !words.includes(code) ? `${code} ${words}` : words
}

function remedyFor(answered: string): Remedy {
  if (/CERT_HAS_EXPIRED|certificate has expired/i.test(answered)) {
    return {
      action: "Renew the API server's certificate (kubeadm certs renew), then check the cluster again.",
    }
  }
  if (/certificate|self.signed|UNABLE_TO_VERIFY|ALTNAME/i.test(answered)) {
    return {
      action:
        "Give a kubeconfig whose certificate-authority-data is the cluster's own, and whose server is a name that its certificate is for.",
    }
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(answered)) {
    return {
      action: "Correct the server's name in the kubeconfig, or the DNS of the machine that Fairlead runs on.",
    }
  }
  return {
    action:
      'See whether "kubectl version" answers from the machine that Fairlead runs on: the API server must be up and a firewall must let Fairlead through.',
  }
}
