import { kindOf } from '../../../src/domain/fleet-row'
import { barOf, COPY_ICON, ICONS, noteWords, requestWords, sourceWords, stalledWords, statusWords, targetWords } from './words'

const templates = new Map()

function templateOf(html) {
  const kept = templates.get(html)
  if (kept) return kept
  const template = document.createElement('template')
  template.innerHTML = html
  templates.set(html, template)
  return template
}

/** A cell of plain elements in the form that AG Grid asks for: made once, then told of each new row. */
class Cell {
  constructor(html) {
    this.element = templateOf(html).content.firstElementChild.cloneNode(true)
  }

  init({ data }) {
    this.draw(data)
  }

  getGui() {
    return this.element
  }

  refresh({ data }) {
    this.draw(data)
    return true
  }

  at(selector) {
    return this.element.querySelector(selector)
  }

  draw() {}
}

export class CheckCell extends Cell {
  constructor() {
    super('<input type="checkbox">')
  }
}

export class MenuCell extends Cell {
  constructor() {
    super('<button type="button" class="b-menu">⋯</button>')
  }
}

export class DeviceCell extends Cell {
  constructor() {
    super('<span class="b-device"><bdi class="b-name mono"></bdi><bdi class="b-alias"></bdi></span>')
  }

  draw({ device }) {
    this.at('.b-name').textContent = device.deviceName
    this.at('.b-alias').textContent = device.alias ?? ''
  }
}

export class VersionCell extends Cell {
  constructor() {
    super('<span class="b-versions mono"><bdi></bdi><span>→</span><bdi class="b-target"></bdi></span>')
  }

  draw(row) {
    this.element.firstChild.textContent = sourceWords(row)
    this.element.lastChild.textContent = targetWords(row)
  }
}

export class ProgressCell extends Cell {
  constructor() {
    super('<span class="b-progress"><span class="b-track"><span class="b-fill"></span></span><span class="b-percent"></span></span>')
    this.fill = this.at('.b-fill')
  }

  draw(row) {
    const { filled, words } = barOf(row)
    this.element.dataset.kind = kindOf(row)
    this.element.lastChild.textContent = words
    this.fill.classList.toggle('moving', filled === null)
    this.fill.style.transform = filled === null ? '' : `scaleX(${filled})`
  }
}

export class StatusCell extends Cell {
  constructor() {
    super(
      '<span class="b-status"><span class="b-tag"><svg viewBox="0 0 16 16"><path></path></svg><span></span></span><span class="b-stalled"></span><bdi class="b-note mono"></bdi></span>',
    )
  }

  draw(row) {
    const kind = kindOf(row)
    this.element.dataset.kind = kind
    this.at('path').setAttribute('d', ICONS[kind])
    this.at('.b-tag span').textContent = statusWords(row)
    this.at('.b-stalled').textContent = stalledWords(row, Date.now())
    this.at('.b-note').textContent = noteWords(row)
  }
}

export class RequestCell extends Cell {
  constructor() {
    super(`<button type="button" class="b-request mono"><span></span><svg viewBox="0 0 16 16"><path d="${COPY_ICON}"></path></svg></button>`)
  }

  draw(row) {
    this.element.firstChild.textContent = requestWords(row)
  }
}
