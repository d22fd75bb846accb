/* Figures as they travel, for map, table and distribution: digits, which are read when asked for. */

/* A figure as the server writes it (dashboards/text.py): digits, decimals, and what goes round. */
export function written(digits, [decimals, before, after, hasSign]) {
  if (before !== null && typeof before === "object") return before[digits] ?? digits
  const negative = digits.startsWith("-")
  const bare = (negative ? digits.slice(1) : digits).padStart(decimals + 1, "0")
  const whole = bare.slice(0, bare.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",")
  const part = decimals ? "." + bare.slice(-decimals) : ""
  const sign = negative ? "−" : hasSign && /[1-9]/.test(bare) ? "+" : ""
  return before + sign + whole + part + after
}

/* A column of figures. What is made of the values is made when it is first asked for: a map is
   painted by classes alone. */
export class Column {
  constructor(told) {
    Object.assign(this, told)
  }

  get digits() {
    return (this.parted ??= this.values?.split(","))
  }

  get numbers() {
    const scale = this.digits && 10 ** this.format[0]
    return (this.counted ??= this.digits?.map((d) => (/\d/.test(d) ? Number(d) / scale : NaN)))
  }
}
