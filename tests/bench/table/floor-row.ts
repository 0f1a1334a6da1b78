import { isStale, kindOf, type FleetRow } from '../../../src/domain/fleet-row'
import type { UpgradeKind } from '../../../src/domain/upgrade'
import { ageWords, barOf, COPY_ICON, ICONS, noteWords, requestWords, sourceWords, stageWords, stalledWords, statusWords, targetWords } from './words'

export const ROW_HEIGHT = 40

const template = document.createElement('template')
template.innerHTML = `
<div class="b-row b-grid">
  <span><input type="checkbox"></span>
  <span class="b-device"><bdi class="b-name mono"></bdi><bdi class="b-alias"></bdi></span>
  <bdi class="b-cell b-product mono"></bdi>
  <span class="b-cell"><span class="b-versions mono"><bdi></bdi><span>→</span><bdi class="b-target"></bdi></span></span>
  <span class="b-cell b-progress"><span class="b-track"><span class="b-fill"></span></span><span class="b-percent"></span></span>
  <span class="b-status"><span class="b-tag"><svg viewBox="0 0 16 16"><path></path></svg><span></span></span><span class="b-stalled"></span><bdi class="b-note mono"></bdi></span>
  <span class="b-cell"></span>
  <span class="b-cell"></span>
  <span class="b-cell"><button type="button" class="b-request mono"><span></span><svg viewBox="0 0 16 16"><path d="${COPY_ICON}"></path></svg></button></span>
  <span><button type="button" class="b-menu">⋯</button></span>
</div>`.replaceAll(/>\n\s*/gu, '>')

/** A text that touches the page only when it differs, and then keeps its node. */
class Words {
  private readonly node = document.createTextNode('')
  private text = ''

  constructor(element: Element) {
    element.replaceChildren(this.node)
  }

  set(text: string): void {
    if (text === this.text) return
    this.text = text
    this.node.data = text
  }
}

/** One drawn row of the pool; it shows one device after another. */
export class FloorRow {
  readonly element: HTMLElement
  private shown: FleetRow | null = null
  private place = -1
  private kind: UpgradeKind | null = null
  private filled: number | null = -1
  private readonly words: Record<'name' | 'alias' | 'product' | 'source' | 'target' | 'percent' | 'status' | 'stalled' | 'note' | 'stage' | 'age' | 'request', Words>
  private readonly fill: HTMLElement
  private readonly icon: Element
  private readonly bar: HTMLElement
  private readonly state: HTMLElement
  private readonly age: HTMLElement

  constructor() {
    this.element = piece(template.content.cloneNode(true), '.b-row')
    const at = (selector: string) => new Words(piece(this.element, selector))
    this.fill = piece(this.element, '.b-fill')
    this.icon = piece(this.element, '.b-tag path')
    this.bar = piece(this.element, '.b-progress')
    this.state = piece(this.element, '.b-status')
    this.age = piece(this.element, ':nth-child(8)')
    this.words = {
      name: at('.b-name'),
      alias: at('.b-alias'),
      product: at('.b-product'),
      source: at('.b-versions :first-child'),
      target: at('.b-target'),
      percent: at('.b-percent'),
      status: at('.b-tag span'),
      stalled: at('.b-stalled'),
      note: at('.b-note'),
      stage: at(':scope > :nth-child(7)'),
      age: new Words(this.age),
      request: at('.b-request span'),
    }
  }

  /** `index` is the row's place in the whole list. */
  show(row: FleetRow, index: number, now: number): void {
    if (index !== this.place) {
      this.place = index
      this.element.style.transform = `translateY(${index * ROW_HEIGHT}px)`
    }
    if (row === this.shown) return
    if (row.device !== this.shown?.device) this.showDevice(row)
    this.shown = row
    const { words } = this
    const kind = kindOf(row)
    if (kind !== this.kind) this.showKind(kind)
    const bar = barOf(row)
    if (bar.filled !== this.filled) this.showFilled(bar.filled)
    words.percent.set(bar.words)
    words.source.set(sourceWords(row))
    words.target.set(targetWords(row))
    words.status.set(statusWords(row))
    words.note.set(noteWords(row))
    words.request.set(requestWords(row))
    this.tick(now)
  }

  tick(now: number): void {
    if (!this.shown) return
    this.words.stalled.set(stalledWords(this.shown, now))
    this.words.stage.set(stageWords(this.shown, now))
    this.words.age.set(ageWords(this.shown, now))
    this.age.classList.toggle('b-stale', isStale(this.shown, now))
  }

  private showDevice({ device }: FleetRow): void {
    this.element.dataset['device'] = device.id
    this.words.name.set(device.deviceName)
    this.words.alias.set(device.alias ?? '')
    this.words.product.set(device.productId)
  }

  private showKind(kind: UpgradeKind): void {
    this.kind = kind
    // On the two cells that it colours: on the row it would have every cell's style worked out anew.
    this.bar.dataset['kind'] = kind
    this.state.dataset['kind'] = kind
    this.icon.setAttribute('d', ICONS[kind])
  }

  private showFilled(filled: number | null): void {
    this.filled = filled
    this.fill.classList.toggle('moving', filled === null)
    this.fill.style.transform = filled === null ? '' : `scaleX(${filled})`
  }
}

export function piece(within: Node, selector: string): HTMLElement {
  const found = within instanceof Element || within instanceof DocumentFragment ? within.querySelector<HTMLElement>(selector) : null
  if (!found) throw new Error(`nothing to draw at ${selector}`)
  return found
}
