import { useEffect, useRef } from 'react'
import type { ApplicationForm } from './application-form.ts'
import { newPort } from './application-values.ts'
import { type ImageDefaults, nameFromImage } from './use-image-config.ts'

/** Fills in what the image says, wherever nobody has written anything of their own yet. */
export function usePrefill(form: ApplicationForm, image: ImageDefaults | undefined): void {
  const { values } = form
  const proposed = useRef({ name: '', ports: '' })

  // biome-ignore lint/correctness/useExhaustiveDependencies: another image is the reason to run
  useEffect(() => {
    const name = nameFromImage(values.image)
    if (values.name !== proposed.current.name || name === values.name) return
    proposed.current.name = name
    form.setFieldValue('name', name)
  }, [values.image])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another config is the reason to run
  useEffect(() => {
    const exposed = image?.ports ?? []
    const written = values.ports.map(({ internalPort }) => internalPort).join()
    if (!image || written !== proposed.current.ports) return
    proposed.current.ports = exposed.map(({ port }) => port).join()
    form.setFieldValue(
      'ports',
      exposed.map(({ port, isUdp }, index) => newPort(port, isUdp ? 'UDP' : 'HTTP', index === 0 && !isUdp)),
    )
  }, [image?.ports.map(({ port }) => port).join()])
}
