//! Sets: what they are compared with, and what is a member.

use remit_source::{Diagnostic, Spanned};
use remit_syntax::ast::{self, Name};

use super::Resolver;
use super::names::Kind;
use crate::codes;
use crate::find::Entity;
use crate::id::{FactId, TermId};
use crate::rulebook::{IdSet, Test};

impl Resolver<'_> {
    pub(super) fn set_test(
        &mut self,
        fact: FactId,
        members: &IdSet<TermId>,
        test: &Spanned<ast::Test>,
    ) -> Option<Test> {
        match &test.node {
            ast::Test::AreNone => Some(Test::IsEmpty),
            ast::Test::Include(names) => {
                let mut set = IdSet::default();
                for name in names {
                    self.included(fact, members, name, &mut set);
                }
                (!set.is_empty()).then_some(Test::Includes(set))
            }
            ast::Test::AtLeast(_)
            | ast::Test::AtMost(_)
            | ast::Test::Above(_)
            | ast::Test::Below(_)
            | ast::Test::Between(..)
            | ast::Test::Is(_)
            | ast::Test::IsNot(_) => self.wrong_comparison(fact, test.span),
        }
    }

    fn included(
        &mut self,
        fact: FactId,
        members: &IdSet<TermId>,
        name: &Name,
        set: &mut IdSet<TermId>,
    ) {
        match self.named(name, Kind::Coverable) {
            Some(Entity::Term(term)) if members.contains(term) => set.insert(term),
            Some(Entity::Term(term)) => self.report_foreign(fact, term, name),
            Some(Entity::Group(group)) => {
                let terms = &self.book.groups[group].terms;
                let shared: Vec<_> = terms.iter().filter(|&term| members.contains(term)).collect();
                if shared.is_empty() && !self.unsure.contains(&Entity::Group(group)) {
                    let message = format!(
                        "nothing in the group `{}` is one of `{}`",
                        name.node,
                        self.fact_name(fact)
                    );
                    let declared = self.book.groups[group].label.span;
                    self.report(
                        Diagnostic::error(codes::FOREIGN_TERM, name.span, message)
                            .also(declared, "the group")
                            .help("Name the set that its terms are of."),
                    );
                }
                for term in shared {
                    set.insert(term);
                }
            }
            Some(Entity::Concern(_)) => {
                let message = format!("`{}` is a concern, which stands by itself", name.node);
                self.report(
                    Diagnostic::error(codes::WRONG_KIND, name.span, message)
                        .help(format!("Write `{}` alone, without a fact before it.", name.node)),
                );
            }
            _ => {}
        }
    }

    /// The member of a set fact.
    pub(super) fn member(
        &mut self,
        fact: FactId,
        members: &IdSet<TermId>,
        name: &Name,
    ) -> Option<TermId> {
        if let Some(found) = self.all.names.get(name.node.as_str()).copied()
            && let Entity::Group(_) = found.entity
        {
            self.report(
                Diagnostic::error(
                    codes::GROUP_ASKED,
                    name.span,
                    format!("`{}` is a group, which nobody has", name.node),
                )
                .also(found.span, "declared here as a group")
                .help("Name the terms of the group that are meant."),
            );
            return None;
        }
        let term = self.term(name)?;
        if !members.contains(term) {
            self.report_foreign(fact, term, name);
            return None;
        }
        Some(term)
    }

    /// Says that a term is a member of another set.
    fn report_foreign(&mut self, fact: FactId, term: TermId, name: &Name) {
        if self.unsure.contains(&Entity::Term(term)) {
            self.poisoned = true;
            return;
        }
        let owner = self.book.terms[term].fact;
        let message = format!(
            "`{}` is one of `{}`, not of `{}`",
            name.node,
            self.fact_name(owner),
            self.fact_name(fact)
        );
        let declared = self.book.terms[term].label.span;
        let help = format!("Look for it in `{}`.", self.fact_name(owner));
        self.report(
            Diagnostic::error(codes::FOREIGN_TERM, name.span, message)
                .also(declared, "declared here")
                .help(help),
        );
    }
}
