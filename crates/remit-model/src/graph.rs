//! Things that lead to each other: circles, and what is reached in the end.

use fixedbitset::FixedBitSet;

/// One circle of each knot: nodes that lead to each other, in order, each leading to the next and
/// the last to the first. `edges` says for each node which it leads to.
pub(crate) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut left = FixedBitSet::with_capacity(edges.len());
    left.insert_range(..);
    let mut found = Vec::new();
    loop {
        trim(edges, &mut left);
        let Some(start) = left.ones().next() else { return found };
        let circle = walk(edges, &left, start);
        for &node in &circle {
            left.set(node, false);
        }
        found.push(circle);
    }
}

/// Takes out, until nothing changes, what leads nowhere.
fn trim(edges: &[Vec<usize>], left: &mut FixedBitSet) {
    let mut degree: Vec<usize> = edges
        .iter()
        .map(|targets| targets.iter().filter(|&&target| left.contains(target)).count())
        .collect();
    let mut backwards = vec![Vec::new(); edges.len()];
    for (node, targets) in edges.iter().enumerate() {
        for &target in targets {
            if let Some(sources) = backwards.get_mut(target) {
                sources.push(node);
            }
        }
    }
    let is_end = |&node: &usize| degree.get(node) == Some(&0);
    let mut ends: Vec<usize> = left.ones().filter(is_end).collect();
    while let Some(end) = ends.pop() {
        left.set(end, false);
        for &source in backwards.get(end).into_iter().flatten() {
            let Some(count) = degree.get_mut(source) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 && left.contains(source) {
                ends.push(source);
            }
        }
    }
}

/// Follows the first way that is left until it comes by the same node again.
fn walk(edges: &[Vec<usize>], left: &FixedBitSet, start: usize) -> Vec<usize> {
    let mut path = vec![start];
    let mut node = start;
    loop {
        let next = edges
            .get(node)
            .and_then(|targets| targets.iter().find(|&&target| left.contains(target)));
        let Some(&next) = next else { return path };
        if let Some(at) = path.iter().position(|&seen| seen == next) {
            return path.split_off(at);
        }
        path.push(next);
        node = next;
    }
}

/// For each node everything that it leads to, however far; itself only if it is in a circle.
pub(crate) fn reached(edges: &[Vec<usize>]) -> Vec<FixedBitSet> {
    let direct = |node: usize| edges.get(node).map(Vec::as_slice).unwrap_or_default();
    (0..edges.len())
        .map(|start| {
            let mut seen = FixedBitSet::with_capacity(edges.len());
            let mut open: Vec<usize> = direct(start).to_vec();
            while let Some(node) = open.pop() {
                if node < edges.len() && !seen.put(node) {
                    open.extend_from_slice(direct(node));
                }
            }
            seen
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{circles, reached};

    #[test]
    fn circles_are_found_once_each_and_chains_are_none() {
        assert_eq!(circles(&[vec![1], vec![2], vec![]]), Vec::<Vec<usize>>::new());
        assert_eq!(circles(&[vec![1], vec![2], vec![1], vec![3]]), [vec![1, 2], vec![3]]);
    }

    #[test]
    fn what_is_reached_is_closed() {
        let closed = reached(&[vec![1], vec![2], vec![1]]);
        assert_eq!(closed[0].ones().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(closed[1].ones().collect::<Vec<_>>(), [1, 2]);
    }
}
