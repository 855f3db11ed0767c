//! Estimates the price of a deploy from its plan. It knows list prices, not free tiers or contracts.
//!
//! The prices are those of us-east-1 in US dollars (Amazon S3 pricing, "Requests & data retrievals"; Amazon CloudFront
//! pricing, "Additional features"). Other regions differ by up to a half.

use super::plan::Plan;

/// Price of a PUT or LIST request, in billionths of a dollar.
const PUT: u64 = 5_000;

/// Price of a GET request, in billionths of a dollar.
const GET: u64 = 400;

/// Price of an invalidation path, in billionths of a dollar. The first thousand in a month are free.
const INVALIDATION_PATH: u64 = 5_000_000;

/// Most keys on a page of a listing.
const LISTED_AT_ONCE: usize = 1_000;

/// Most writes of the manifest, without renewals of the lease.
const MANIFEST_WRITES: usize = 3;

/// The estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Number of requests to S3 that have a price, without the reads of former versions. Deletes are free.
    pub requests: usize,
    /// Price of these requests, in billionths of a dollar.
    pub requests_price: u64,
    /// Price of the invalidation if no path is free, in billionths of a dollar.
    pub most_for_invalidation: u64,
}

/// Estimates the price of a plan. `files` is the number of files of the site.
#[must_use]
pub fn cost(plan: &Plan, files: usize) -> Cost {
    let listings = files / LISTED_AT_ONCE + 1;
    let writes = if plan.is_empty() { 0 } else { plan.puts.len() + MANIFEST_WRITES };
    Cost {
        requests: writes + listings + 1,
        requests_price: (writes + listings) as u64 * PUT + GET,
        most_for_invalidation: plan.invalidations.len() as u64 * INVALIDATION_PATH,
    }
}

/// Writes a price in dollars without their sign, rounded up to a hundredth of a cent.
#[must_use]
pub fn dollars(billionths: u64) -> String {
    let hundredths_of_cents = billionths.div_ceil(100_000);
    format!("{}.{:04}", hundredths_of_cents / 10_000, hundredths_of_cents % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::plan::{Put, Reason};
    use crate::site::stage::Stage;

    #[test]
    fn a_large_first_deploy_costs_cents() {
        let put = |at| Put { stage: Stage::NewPages, path: format!("n/{at}"), reason: Reason::New, replaces: None };
        let plan = Plan { puts: (0..15_000).map(put).collect(), invalidations: vec!["/*".into()], ..Plan::default() };
        let cost = cost(&plan, 15_000);
        assert_eq!(cost.requests, 15_000 + 3 + 16 + 1);
        assert_eq!(dollars(cost.requests_price), "0.0751");
        assert_eq!(dollars(cost.most_for_invalidation), "0.0050");
        assert_eq!(super::cost(&Plan::default(), 10).requests, 2);
    }
}
