// @ts-check
// What the server answers about a room; see demo.room.state and demo.room.routes, where they have the same names.

/**
 * @typedef {object} Trial
 * @property {number} seed
 * @property {number} until seconds since 1970
 * @property {number | null} answer
 * @property {number | null} network
 * @property {number[]} distances
 * @property {number | null} people
 *
 * @typedef {object} Round
 * @property {"same" | "two" | "teach" | "fool" | "people"} kind
 * @property {string[]} words
 * @property {number} signer
 * @property {boolean} is_asking
 * @property {Trial[]} trials
 *
 * @typedef {object} State
 * @property {Round[]} rounds
 * @property {number} shown
 * @property {boolean} is_open
 * @property {boolean} has_nicknames
 * @property {boolean} is_frozen
 * @property {boolean} is_blank
 *
 * @typedef {number[][]} Drawn strokes
 *
 * @typedef {{ id: number, name: string, is_removed: boolean }} Member
 * @typedef {{ member: number, subject: string, choice: number }} Vote
 *
 * @typedef {object} Drawing
 * @property {string} id
 * @property {number} n the room's counter when it came
 * @property {number} member
 * @property {number} round
 * @property {"waiting" | "shown" | "hidden"} status
 * @property {Drawn} [strokes]
 * @property {Drawn} [a]
 * @property {Drawn} [b]
 * @property {"same" | "different"} [claim]
 * @property {boolean} [is_sign]
 * @property {number | string} [meant]
 * @property {[number, number]} [at]
 * @property {string | null} [taken]
 * @property {"same" | "different" | "known" | "none" | "unsure"} [verdict]
 * @property {number} [distance]
 * @property {string | null} embedding
 * @property {Float32Array} [point] made of the embedding, once it is here
 *
 * @typedef {{ id: string, a: Drawn, b: Drawn }} Pair
 *
 * @typedef {object} PupilNews
 * @property {number} seq
 * @property {number} now
 * @property {State} state with the last round only
 * @property {number} round its number
 * @property {string} name
 * @property {boolean} is_removed
 * @property {{ id: string, strokes: Drawn }[]} signs
 * @property {Pair | null} pair
 *
 * @typedef {object} TeacherNews
 * @property {number} seq
 * @property {number} now
 * @property {State} state
 * @property {boolean} is_all
 * @property {boolean} lasts
 * @property {Member[]} members
 * @property {Drawing[]} drawings
 * @property {Vote[]} votes
 */

export {};
