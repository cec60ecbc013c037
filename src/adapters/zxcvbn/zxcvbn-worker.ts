import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import type { EstimateTask } from './zxcvbn-estimator.ts';

// Time grows with the square of the length: without these bounds 1,024 random bytes took 2 s. What is hard to guess
// after 64 characters stays so.
const charactersLookedAt = 64;
const substitutionsTried = 10;

const shortestName = 3;
const productName = 'gatehouse';

/** What the package says in words that do not fit a new account. */
const betterWords = {
  warnings: {
    userInputs: 'Your name, your address and the name of this product are easy to guess.',
    pwned: 'This password is known from a leak.',
  },
  suggestions: {
    longerKeyboardPattern: 'Use words instead of patterns on the keyboard.',
  },
};

const { warnings, suggestions, timeEstimation } = english.translations;
const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: {
    warnings: { ...warnings, ...betterWords.warnings },
    suggestions: { ...suggestions, ...betterWords.suggestions },
    timeEstimation,
  },
  maxLength: charactersLookedAt,
  l33tMaxSubstitutions: substitutionsTried,
});

/** Estimates one password, and tells how long it took. */
export function work({ password, email, displayName }: EstimateTask) {
  const started = performance.now();
  const { score, feedback } = zxcvbn.check(password, namesIn(email, displayName));
  const { warning, suggestions: advice } = feedback;
  const result = { score, warning, suggestions: advice };
  return { result, took: performance.now() - started };
}

function namesIn(email: string, displayName: string): string[] {
  const [local = '', domain = ''] = email.split('@');
  const wholes = [productName, email, local, domain, displayName];
  const parts = wholes.flatMap((whole) => whole.split(/[\s.+_\d-]+/));
  const joined = [local, displayName].map((whole) => whole.replaceAll(/[\s.+_\d-]+/g, ''));
  return [...new Set([...wholes, ...parts, ...joined])].filter((name) => name.length >= shortestName);
}
