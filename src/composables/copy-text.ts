/** Copies text where the browser allows it; plain HTTP other than localhost has no clipboard. Resolves whether it did. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
