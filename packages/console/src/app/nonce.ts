import { setNonce } from 'get-nonce'

const content = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''

// The library's scroll lock writes a style element of its own and asks there for the nonce.
setNonce(content)

/** The nonce that the Content-Security-Policy of this page's answer allows style elements with. */
export const styleNonce = (): string => content
