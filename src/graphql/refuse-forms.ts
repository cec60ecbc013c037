import type { Plugin } from 'graphql-yoga';

/**
 * Refuses forms: a page of another origin may send them unasked (Fetch Standard, CORS-safelisted request
 * headers), and so log its visitor in to an account of its own.
 */
export const refuseForms: Plugin = {
  onRequestParse({ request, endResponse, fetchAPI }) {
    const type = request.headers.get('content-type') ?? '';
    if (!type.startsWith('application/x-www-form-urlencoded')) return;
    endResponse(new fetchAPI.Response(null, { status: 415 }));
  },
};
