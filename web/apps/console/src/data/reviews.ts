import { call, type components, type PageOf } from "@guichet/api";
import { infiniteQueryOptions } from "@tanstack/react-query";

export type SendingReview = components["schemas"]["PlatformSendingReviewOut"];
export type ReviewState = SendingReview["state"];

/** First offers of new companies, by what became of them. */
export const reviewsQuery = (state: ReviewState) =>
  infiniteQueryOptions({
    queryKey: ["platform", "reviews", state],
    queryFn: ({ pageParam }) => call<PageOf<SendingReview>>("GET", "/platform/sending-reviews", { query: { state, cursor: pageParam, limit: 50 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const decideReview = (review: SendingReview, approved: boolean, reason: string | null): Promise<SendingReview> =>
  call("POST", `/platform/tenants/${review.tenant_id}/sending-reviews/${review.id}/decide`, { body: { approved, reason } });
