/** Brings whoever sent a form to the first field that is wrong, once it is marked. */
export function focusFirstFault(): void {
  requestAnimationFrame(() => {
    const first = document.querySelector('form [aria-invalid="true"]')
    if (first instanceof HTMLElement) first.focus()
  })
}
