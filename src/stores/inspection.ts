import { useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DeviceId } from '../domain/device'
import type { VersionAnswer } from '../domain/version-check'
import type { Inspection, Refusal } from '../engine/protocol'
import { useEngine } from './engine-link'

const LOOK_EVERY_MS = 1000

export type VersionQuestion =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly why: Refusal }
  | Extract<VersionAnswer, { kind: 'version-not-checked' }>

const NOT_ASKED: VersionQuestion = { kind: 'none' }

/** The one device that somebody looks at closely, and what the engine knows of it beyond its row. */
export const useInspectionStore = defineStore('inspection', () => {
  const engine = useEngine()
  const id = shallowRef<DeviceId | null>(null)
  /** `null` until the engine has answered for the device. */
  const inspection = shallowRef<Inspection | null>(null)
  const question = shallowRef<VersionQuestion>(NOT_ASKED)

  async function look() {
    const device = id.value
    if (device === null) return
    const reply = await engine.send({ kind: 'inspect', id: device })
    if (device === id.value && reply.kind === 'answer' && reply.answer.kind === 'inspection') inspection.value = reply.answer
  }
  const lookSoon = useThrottleFn(look, LOOK_EVERY_MS, true)

  function open(device: DeviceId | null) {
    if (device === id.value) return
    id.value = device
    inspection.value = null
    question.value = NOT_ASKED
    void look()
  }

  async function checkVersion() {
    const device = id.value
    if (device === null || question.value.kind === 'asking') return
    const asked: VersionQuestion = { kind: 'asking' }
    question.value = asked
    const reply = await engine.send({ kind: 'check-version', id: device })
    if (question.value !== asked) return
    const isAnswer = reply.kind === 'answer' && reply.answer.kind === 'version-not-checked'
    question.value = isAnswer ? reply.answer : reply.kind === 'refused' ? reply : NOT_ASKED
    void look()
  }

  return { id, inspection, question, open, checkVersion, rowChanged: () => void lookSoon() }
})
