//! Where the areas of a sitting begin in their circles of levels, so that together they hold every level in its share
//! all the time: what comes early in one comes late in another.

/// Two rounds of trying settle all but ties.
const ROUNDS: usize = 2;
/// Ties by rounding are ties.
const TIE: f64 = 1e-9;

/// The first place of each area in its circle: `circles` area by area the level of each of its places, `order` the area
/// of each place of the sitting. They begin evenly apart, which is best where areas are alike; then each area in turn
/// takes the beginning that leaves the levels least uneven. Sums of fractions only: the same everywhere.
pub(super) fn beginnings(circles: &[Vec<u16>], order: &[usize]) -> Vec<usize> {
    let mut levels: Vec<u16> = circles.concat();
    levels.sort_unstable();
    levels.dedup();
    let mut chosen: Vec<usize> = (0..circles.len()).map(|area| area * circles[area].len() / circles.len()).collect();
    for area in (0..circles.len()).cycle().take(ROUNDS * circles.len()) {
        let mut trial = chosen.clone();
        let mut least = unevenness(circles, &chosen, &levels, order) - TIE;
        for first in 0..circles[area].len() {
            trial[area] = first;
            let uneven = unevenness(circles, &trial, &levels, order);
            if uneven < least {
                (least, chosen[area]) = (uneven - TIE, first);
            }
        }
    }
    chosen
}

/// Variance over the places of how far each level is ahead of its share, summed over the levels.
fn unevenness(circles: &[Vec<u16>], firsts: &[usize], levels: &[u16], order: &[usize]) -> f64 {
    let of_level = |level: &u16| {
        let share = |circle: &Vec<u16>| circle.iter().filter(|of| *of == level).count() as f64 / circle.len() as f64;
        let shares: Vec<f64> = circles.iter().map(share).collect();
        let mut next = firsts.to_vec();
        let (mut ahead, mut sum, mut square) = (0.0, 0.0, 0.0);
        for area in order.iter().copied() {
            let hit = circles[area][next[area] % circles[area].len()] == *level;
            ahead += f64::from(u8::from(hit)) - shares[area];
            next[area] += 1;
            sum += ahead;
            square += ahead * ahead;
        }
        square - sum * sum / order.len() as f64
    };
    levels.iter().map(of_level).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_levels_take_turns() {
        // One of four places is hard, in each of four areas: any four places from a round's begin on hold one.
        let circles = vec![vec![0, 0, 0, 1]; 4];
        let order: Vec<usize> = (0..16).map(|place| place % 4).collect();
        let first = beginnings(&circles, &order);
        let hard = |place: usize| circles[0][(first[place % 4] + place / 4) % 4] == 1;
        for start in [0, 4, 8, 12] {
            assert_eq!((start..start + 4).filter(|place| hard(*place)).count(), 1, "{first:?}");
        }
    }

    #[test]
    fn no_areas_and_no_places_are_nothing() {
        assert_eq!(beginnings(&[], &[]), Vec::<usize>::new());
        assert_eq!(beginnings(&[vec![], vec![1]], &[1]), [0, 0]);
    }
}
