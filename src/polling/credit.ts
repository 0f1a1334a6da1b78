/** The right to a share of all calls; what is not used is saved up to `most`. */
export class Credit {
  private readonly share: number
  private readonly most: number
  private calls: number

  constructor(share: number, most: number) {
    this.share = share
    this.most = most
    this.calls = most
  }

  get isThere(): boolean {
    return this.calls >= 1
  }

  /** A call was made, by whatever right. */
  earn(): void {
    this.calls = Math.min(this.most, this.calls + this.share)
  }

  spend(): void {
    this.calls = Math.max(0, this.calls - 1)
  }
}
