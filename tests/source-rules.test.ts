import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'

/**
 * Text must never become markup or code (promises S4, S5). The linter sees `eval` and `new Function`; what it does not see,
 * the properties and methods of elements and the templates of Vue, is looked for here. Only `src/` is held to it: tests plant
 * such things.
 */
const MARKUP_PROPERTIES = new Set(['innerHTML', 'outerHTML', 'srcdoc'])
const MARKUP_CALLS = new Set(['insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'parseFromString', 'parseHTMLUnsafe'])
const DOCUMENT_CALLS = new Set(['write', 'writeln', 'execCommand'])
const TIMERS = new Set(['setTimeout', 'setInterval'])
const CODE_MAKERS = new Set(['eval', 'Function'])
const GLOBALS = new Set(['window', 'globalThis', 'self'])

/** Most files have none of the words: they need not be taken apart. */
const SUSPECT_WORDS = /\b(?:eval|Function|setTimeout|setInterval|document|v-html)\b/u
const SUSPECT_NAMES = new RegExp([...MARKUP_PROPERTIES, ...MARKUP_CALLS].map(plain).join('|'), 'u')

const SRC = fileURLToPath(new URL('../src', import.meta.url))

describe('the sources of the app', () => {
  it('never make markup or code of text', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ts|vue)$/u.test(file))
    expect(files.length).toBeGreaterThan(10)
    expect(files.flatMap((file) => breaches(file.split(sep).join('/'), readFileSync(join(SRC, file), 'utf8')))).toEqual([])
  }, 30_000)
})

describe('a planted breach is reported', () => {
  it.each<[source: string, words: string]>([
    [`element.innerHTML = text`, 'innerHTML'],
    [`element['innerHTML'] = text`, 'innerHTML'],
    [`element.outerHTML += text`, 'outerHTML'],
    [`Object.assign(element, { innerHTML: text })`, 'innerHTML'],
    [`h('p', { innerHTML })`, 'innerHTML'],
    [`const { innerHTML } = element`, 'innerHTML'],
    [`frame.srcdoc = text`, 'srcdoc'],
    [`element.setAttribute('srcdoc', text)`, 'srcdoc'],
    [`element.insertAdjacentHTML('beforeend', text)`, 'insertAdjacentHTML'],
    [`element?.['insertAdjacentHTML']('beforeend', text)`, 'insertAdjacentHTML'],
    [`element.setHTMLUnsafe(text)`, 'setHTMLUnsafe'],
    [`new DOMParser().parseFromString(text, 'text/html')`, 'parseFromString'],
    [`range.createContextualFragment(text)`, 'createContextualFragment'],
    [`document.write(text)`, 'document.write'],
    [`window.document.writeln(text)`, 'document.writeln'],
    [`eval(text)`, 'eval'],
    [`(0, eval)(text)`, 'eval'],
    [`globalThis.eval(text)`, 'eval'],
    [`new Function(text)`, 'Function'],
    [`window.Function(text)`, 'Function'],
    [`setTimeout('go()', 5)`, 'setTimeout'],
    ['self.setInterval(`go(${1})`, 5)', 'setInterval'],
    [`setTimeout('go(' + text + ')', 5)`, 'setTimeout'],
  ])('%s', (source, words) => {
    expect(breaches('planted.ts', source).join('\n')).toContain(words)
    expect(breaches('Planted.vue', `<script setup lang="ts">\n${source}\n</script>\n<template><p /></template>`).join('\n')).toContain(words)
  })

  it.each<[template: string, words: string]>([
    [`<p v-html="text" />`, 'v-html'],
    [`<ul><li v-for="x in y" :key="x"><b v-if="x" v-html="x" /></li></ul>`, 'v-html'],
    [`<p :innerHTML="text" />`, 'innerHTML'],
    [`<p .innerHTML="text" />`, 'innerHTML'],
    [`<p v-bind:inner-h-t-m-l.camel="text" />`, 'innerHTML'],
    [`<iframe srcdoc="<b>x</b>" />`, 'srcdoc'],
    [`<p v-bind="{ innerHTML: text }" />`, 'innerHTML'],
    [`<p @click="$event.target.innerHTML = text" />`, 'innerHTML'],
    [`<p>{{ eval(text) }}</p>`, 'eval'],
  ])('%s', (template, words) => {
    expect(breaches('Planted.vue', `<template>${template}</template>`).join('\n')).toContain(words)
  })
})

describe('what is allowed is not reported', () => {
  it.each([
    ['a.ts', `element.textContent = text\nsetTimeout(() => go(), 5)\nstream.write(text)\nconst f: Function = go\n// element.innerHTML = text`],
    ['a.ts', `const evaluate = (eval_: string) => eval_\nconst words = 'innerHTML'`],
    // A trap that keeps ECharts from it is no use of it.
    ['a.ts', `Object.defineProperty(root, 'innerHTML', { set: (text: string) => empty(text) })`],
    ['A.vue', `<template><p v-text="text" :title="words.innerHTMLIsBad" @click="write()">{{ text }} v-html</p></template>`],
  ])('%s: %s', (file, source) => {
    expect(breaches(file, source)).toEqual([])
  })
})

/** Every use of markup or code made of text in one file, as sentences. */
function breaches(file: string, source: string): string[] {
  if (!SUSPECT_WORDS.test(source) && !SUSPECT_NAMES.test(plain(source))) return []
  const found = file.endsWith('.vue') ? componentBreaches(source) : codeBreaches(source)
  return [...new Set(found)].map((what) => `${file}: ${what} makes markup or code of text`)
}

function componentBreaches(source: string): string[] {
  const { descriptor, errors } = parse(source, { sourceMap: false })
  if (errors.length > 0) throw new Error(`${String(errors[0])}: the component cannot be read`)
  const scripts = [descriptor.script, descriptor.scriptSetup].flatMap((block) => (block ? codeBreaches(block.content) : []))
  return [...scripts, ...(descriptor.template?.ast?.children ?? []).flatMap(templateBreaches)]
}

/** Of a node of Vue's template tree, read by its shape: expressions, directives, attributes and children. */
function templateBreaches(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { name, rawName, arg, exp, content, props, children, loc } = node as Record<string, unknown>
  const argument = textOf(arg)
  const property = argument === '' ? String(name) : argument
  const isMarkup = [...MARKUP_PROPERTIES].some((forbidden) => plain(forbidden) === plain(property))
  return [
    ...(name === 'html' && String(rawName).startsWith('v-html') ? ['v-html'] : []),
    ...(isMarkup ? [[...MARKUP_PROPERTIES].find((forbidden) => plain(forbidden) === plain(property)) ?? property] : []),
    ...expressionBreaches(exp),
    ...(loc === undefined ? [] : expressionBreaches(content)),
    ...listOf(props).flatMap(templateBreaches),
    ...listOf(children).flatMap(templateBreaches),
  ]
}

/** Handlers may be statements; all else is an expression, an object among them. */
function expressionBreaches(expression: unknown): string[] {
  const text = textOf(expression)
  return text === '' ? [] : [...codeBreaches(text), ...codeBreaches(`(${text})`)]
}

function textOf(expression: unknown): string {
  if (typeof expression !== 'object' || expression === null) return ''
  const { content } = expression as { content?: unknown }
  return typeof content === 'string' ? content : ''
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function plain(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}

function codeBreaches(source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node) => {
    const what = breachOf(node)
    if (what !== null) found.push(what)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true))
  return found
}

function breachOf(node: ts.Node): string | null {
  const named = nameOf(node)
  if (named !== null && MARKUP_PROPERTIES.has(named)) return named
  if (ts.isIdentifier(node) && CODE_MAKERS.has(node.text) && isValue(node)) return node.text
  return ts.isCallExpression(node) ? callBreach(node) : null
}

function callBreach({ expression, arguments: given }: ts.CallExpression): string | null {
  const called = nameOf(expression) ?? (ts.isIdentifier(expression) ? expression.text : '')
  if (MARKUP_CALLS.has(called)) return called
  const owner = ts.isPropertyAccessExpression(expression) ? expression.expression : null
  const ownerName = owner === null ? '' : (nameOf(owner) ?? (ts.isIdentifier(owner) ? owner.text : ''))
  if (ownerName === 'document' && DOCUMENT_CALLS.has(called)) return `document.${called}`
  const [first] = given
  if (first && TIMERS.has(called) && (owner === null || GLOBALS.has(ownerName)) && isText(first)) return `${called} of a text`
  return called === 'setAttribute' && first && ts.isStringLiteralLike(first) && MARKUP_PROPERTIES.has(first.text) ? first.text : null
}

/** The property that a node reads, writes or makes: `x.name`, `x['name']`, `{ name: x }`, `{ name }`. */
function nameOf(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node)) return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return ts.isComputedPropertyName(node.name) ? null : node.name.text
  if (ts.isBindingElement(node)) return [node.propertyName ?? node.name].map((name) => (ts.isIdentifier(name) ? name.text : null))[0] ?? null
  return null
}

/** A type called `Function`, or a property of such a name of something else, runs nothing. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isTypeNode(parent)) return false
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return ts.isIdentifier(parent.expression) && GLOBALS.has(parent.expression.text)
  return true
}

function isText(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(node.left) || isText(node.right))
}
