// Works for an answer to a session that gets answers as no hall gives them: it
// solves puzzles, so that a machine that sends thousands takes its time. Loaded
// only when the service asks for it. crypto.subtle is missing without https, so
// the hash (SHA-256, FIPS 180-4) is here.

const pause = 16_384 // tries between two chances for the page to do something else

const primes = []
for (let n = 2; primes.length < 64; n++) if (primes.every(prime => n % prime)) primes.push(n)
const fraction = x => (x % 1) * 2 ** 32 | 0
const begin = primes.slice(0, 8).map(prime => fraction(Math.sqrt(prime)))
const K = Int32Array.from(primes, prime => fraction(Math.cbrt(prime)))
const w = new Int32Array(64)

/** The first 32 bits of the hash of ten words, which make one block of the hash. */
function hash(words) {
  w.set(words)
  w[10] = 1 << 31
  w.fill(0, 11, 15)
  w[15] = 320 // bits
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]
    const y = w[i - 2]
    w[i] = w[i - 16] + w[i - 7]
      + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
      + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)
  }
  let [a, b, c, d, e, f, g, h] = begin
  for (let i = 0; i < 64; i++) {
    const t = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0
    h = g
    g = f
    f = e
    e = d + t | 0
    d = c
    const s = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c)
    c = b
    b = a
    a = t + s | 0
  }
  return a + begin[0] | 0
}

/** Returns what the service wants to see, within some seconds. */
export async function solve({ seed, puzzles, bits, stamp }) {
  const words = new Int32Array(10)
  words.set(seed.match(/.{8}/g).map(word => parseInt(word, 16)))
  const found = [stamp]
  for (let i = 0, tries = 0; i < puzzles; i++) {
    words[8] = i
    for (words[9] = 0; hash(words) >>> 32 - bits; words[9]++) {
      if (++tries % pause === 0) await new Promise(goOn => setTimeout(goOn))
    }
    found.push(words[9] >>> 0)
  }
  return found.join('.')
}
