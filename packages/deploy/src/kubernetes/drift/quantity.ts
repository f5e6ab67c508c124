const QUANTITY = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?$/

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ Undefined for what is none. */
function amountOf(value: unknown): number | undefined {
  const match = QUANTITY.exec(String(value))
  if (!match) return undefined
  const [, digits = '', unit = ''] = match
  return /^[eE]./.test(unit) ? Number(`${digits}${unit}`) : Number(digits) * (UNITS[unit] ?? 1)
}

/** Whether two quantities are the same amount: `1000m` is `1`, and `1024Mi` is `1Gi`. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [amountOf(a), amountOf(b)]
  if (left === undefined || right === undefined) return false
  return Math.abs(left - right) <= 1e-12 * Math.max(Math.abs(left), Math.abs(right))
}
