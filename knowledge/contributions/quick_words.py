"""The words by which a line typed in a hurry names a kind, a day, a duration: English and French.

Written folded (no accents, small letters), a phrase is its words with a space between.
"""

from __future__ import annotations

from typing import Final

from knowledge.contributions.models import Kind

Phrase = tuple[str, ...]


def _phrases(words: str) -> list[Phrase]:
    return [tuple(one.split()) for one in words.split(",")]


KINDS: Final[dict[Phrase, Kind]] = {
    phrase: kind
    for kind, words in {
        Kind.ARTICLE: "article,articles,fiche,fiches,writing,wrote,redaction,ecriture,write up",
        Kind.ANSWER: "answer,answers,answering,reponse,reponses,question,questions,thread,fil",
        Kind.REVIEW: (
            "review,reviews,reviewing,proofreading,verification,relecture,relectures,relu,relire,"
            "validation"
        ),
        Kind.COACHING: (
            "coaching,coach,mentoring,tutoring,pairing,accompagnement,mentorat,tutorat,parrainage"
        ),
        Kind.NOTICE: "notice,announcement,info du jour,annonce",
        Kind.REPORT: "report,report follow up,signalement,suivi de signalement,suivi",
        Kind.SOCIAL: (
            "social,social reply,social media,social network,social networks,reseau social,"
            "reseaux sociaux,reponse sur les reseaux"
        ),
        Kind.FORUM: (
            "forum,customer forum,customer forum reply,user forum,community,forum client,"
            "forum clients,communaute"
        ),
        Kind.BLOG: "blog,expert blog,blog post,blog article,billet,billet de blog,article de blog",
        Kind.PUBLICATION: (
            "publication,paper,white paper,journal article,livre blanc,tribune,communication ecrite"
        ),
        Kind.TALK: (
            "talk,talk or training,training,presentation,conference,lecture,keynote,webinar,workshop,"
            "meetup,formation,atelier,webinaire,expose,cours"
        ),
        Kind.IMMERSION: (
            "immersion,field immersion,field day,site visit,customer visit,shadowing,terrain,"
            "immersion terrain,visite client,visite"
        ),
        Kind.OFFICE_HOURS: "office hours,office hour,permanence,permanences,heures de permanence",
    }.items()
    for phrase in _phrases(words)
}
PLATFORMS: Final[dict[Phrase, Kind]] = dict.fromkeys(
    _phrases(
        "linkedin,twitter,facebook,instagram,mastodon,bluesky,youtube,reddit,tiktok,trustpilot"
    ),
    Kind.SOCIAL,
)
"""They say the kind, and stay in the words."""

GENERAL: Final = frozenset({Kind.ARTICLE, Kind.ANSWER, Kind.REPORT})
"""“Answer on the forum”, “review of an article”: what else is named says more."""

WEEKDAYS: Final[dict[Phrase, int]] = {
    (name,): number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    )
    for number, name in enumerate(names.split())
}
SHORT_WEEKDAYS: Final[dict[str, dict[Phrase, int]]] = {
    "en": {
        (name,): number
        for number, names in enumerate(
            ("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun")
        )
        for name in names.split()
    },
    "fr": {
        (name,): number
        for name, number in {"lun": 0, "mar": 1, "ven": 4, "sam": 5, "dim": 6}.items()
    },
}
"""In the language of who writes, because “mon” means something else in French; there “mer” and “jeu” do."""

DAYS_BACK: Final[dict[Phrase, int]] = {
    phrase: days
    for days, words in {
        0: "today,aujourd hui,ce matin,cet apres midi,this morning,this afternoon",
        1: "yesterday,hier",
        2: "day before yesterday,the day before yesterday,avant hier",
    }.items()
    for phrase in _phrases(words)
}
MONTHS: Final[dict[str, int]] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
SPANS: Final[dict[Phrase, int]] = {
    phrase: minutes
    for minutes, words in {
        15: "quarter of an hour,a quarter of an hour,quart d heure,un quart d heure",
        30: "half an hour,half hour,a half hour,demi heure,une demi heure",
        45: "three quarters of an hour,trois quarts d heure",
        60: "an hour,one hour,une heure",
        75: "une heure et quart",
        90: "an hour and a half,hour and a half,une heure et demie",
        120: "two hours,deux heures",
        180: "three hours,trois heures",
    }.items()
    for phrase in _phrases(words)
}
JOINTS: Final = frozenset(
    word
    for words in (
        "on about for of at in with the a an to and",
        "de du des d la le les l un une sur pour au aux a avec dans en et",
    )
    for word in words.split()
)
"""Little words that join what was taken out of a line to what is left of it."""
